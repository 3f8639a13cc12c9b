"""A form that knows which version of a record its page showed."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _


class VersionedForm(forms.Form):
    """Carries the version that the page showed, so that the later of two savers is told."""

    version = forms.IntegerField(min_value=0, initial=0, widget=forms.HiddenInput)

    def values(self) -> dict[str, Any]:
        """What was typed, without the version."""
        return {name: value for name, value in self.cleaned_data.items() if name != "version"}

    def tell(self, theirs: Mapping[str, object], *, version: int) -> None:
        """A colleague saved meanwhile: says what, and keeps what is typed."""
        self.take(version)
        words = _(
            "A colleague saved this in the meantime. Theirs: %(theirs)s. What you typed is "
            "still here: save again to put it in place of theirs."
        )
        self.add_error(None, words % {"theirs": self._listed(theirs) or _("nothing else")})

    def take(self, version: int) -> None:
        """What is typed stays, and the next save is upon this version."""
        typed = cast("QueryDict", self.data).copy()
        typed[self.add_prefix("version")] = str(version)
        self.data = typed

    def _listed(self, theirs: Mapping[str, object]) -> str:
        return "; ".join(f"{self._label(name)}: {value}" for name, value in theirs.items())

    def _label(self, name: str) -> str:
        name = name.removesuffix("_id")
        return str(self[name].label) if name in self.fields else name.replace("_", " ")

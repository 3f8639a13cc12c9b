"""What a person may type about a template or a saved block."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from undersigned.lib.versioned import VersionedForm
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import SavedBlock


class NameForm(VersionedForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("For you and your colleagues; nobody else sees it."),
    )


class SavedBlockForm(NameForm):
    """The parts of its kind of block, and whether the drafts that have it change too."""

    def __init__(self, saved: SavedBlock, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self._parts = kinds.kind(saved.block).parts
        for part in self._parts:
            widget = forms.Textarea(attrs={"rows": part.lines}) if part.lines > 1 else None
            self.fields[part.name] = forms.CharField(
                label=str(part.label), help_text=str(part.hint), max_length=part.longest,
                required=False,
                widget=widget,
            )  # fmt: skip
        self.fields["everywhere"] = forms.BooleanField(
            label=gettext_lazy("Change it in the drafts that have it too"),
            help_text=gettext_lazy("Not where somebody wrote it anew."),
            required=False,
        )

    def parts(self) -> dict[str, str]:
        """What was typed in the block itself."""
        typed = {part.name: str(self.cleaned_data[part.name]) for part in self._parts}
        return {name: words.replace("\r\n", "\n") for name, words in typed.items()}

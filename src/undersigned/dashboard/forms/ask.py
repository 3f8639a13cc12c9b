"""Screen 1: the ask and the target."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns.models import Campaign
from undersigned.campaigns.preparing import DemandLine
from undersigned.lib.versioned import VersionedForm
from undersigned.officials.models import Contact

_NEW_DEMANDS = 3  # empty lines below those that there are
_HIGHEST_GOAL = 100_000_000


class AskForm(VersionedForm):
    """Only the title must be typed; all else has a default or can wait."""

    title = forms.CharField(
        label=gettext_lazy("Title"),
        max_length=140,
        help_text=gettext_lazy("The headline of the page: 'Keep rural post offices open'."),
    )
    target_id = forms.TypedChoiceField(
        label=gettext_lazy("Who can grant it"),
        required=False,
        coerce=int,
        empty_value=None,
        help_text=gettext_lazy("A decision maker from your library."),
    )
    new_name = forms.CharField(label=gettext_lazy("Name"), max_length=200, required=False)
    new_office = forms.CharField(label=gettext_lazy("Office"), max_length=200, required=False)
    new_kind = forms.ChoiceField(
        label=gettext_lazy("Way to reach them"), choices=Contact.Kind.choices, required=False
    )
    new_contact = forms.CharField(
        label=gettext_lazy("Address or number"), max_length=500, required=False
    )
    ask = forms.CharField(
        label=gettext_lazy("The ask"),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "One sentence to the target: what you ask them to do. Stands above the form."
        ),
    )
    slug = forms.SlugField(
        label=gettext_lazy("Address of the page"),
        max_length=60,
        required=False,
        help_text=gettext_lazy(
            "Small letters, digits and hyphens. Left empty, it is made of the title. When you "
            "change it later, old links keep working."
        ),
    )
    hashtag = forms.CharField(label=gettext_lazy("Hashtag"), max_length=60, required=False)
    goal = forms.IntegerField(
        label=gettext_lazy("Goal"), min_value=1, max_value=_HIGHEST_GOAL, initial=1000
    )
    goal_moves = forms.BooleanField(
        label=gettext_lazy("Move the goal up when it is near"), required=False, initial=True
    )
    picture = forms.FileField(
        label=gettext_lazy("Picture"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=gettext_lazy("JPEG, PNG or WebP, at most 5 MB."),
    )
    remove_picture = forms.BooleanField(
        label=gettext_lazy("Remove the picture"), required=False
    )
    image_alt = forms.CharField(
        label=gettext_lazy("What the picture shows"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("For those who cannot see it."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  as forms.Form takes them
        targets: Sequence[tuple[int, str]],
        demands: Sequence[tuple[int, str]],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        """`targets` and `demands` are pairs of id and words."""
        super().__init__(*args, **kwargs)
        target = self.fields["target_id"]
        assert isinstance(target, forms.TypedChoiceField)  # noqa: S101  for the type checker
        target.choices = [("", _("Nobody chosen yet")), *targets]
        self._demands: list[tuple[str, int | None]] = []
        for place, (identity, text) in enumerate(demands, start=1):
            self._add_demand(f"demand_{identity}", identity=identity, place=place, text=text)
        for extra in range(_NEW_DEMANDS):
            place = len(demands) + extra + 1
            self._add_demand(f"demand_new_{extra}", identity=None, place=place, text="")

    def _add_demand(self, name: str, *, identity: int | None, place: int, text: str) -> None:
        label = _("Demand %(place)s") % {"place": place}
        self.fields[name] = forms.CharField(
            label=label, max_length=300, required=False, initial=text
        )
        self._demands.append((name, identity))

    def demand_fields(self) -> list[forms.BoundField]:
        return [self[name] for name, _identity in self._demands]

    def demand_lines(self) -> list[DemandLine]:
        return [
            DemandLine(id=identity, text=self.cleaned_data[name])
            for name, identity in self._demands
        ]

    def clean_hashtag(self) -> str:
        typed = str(self.cleaned_data["hashtag"]).strip().lstrip("#")
        if typed and not re.fullmatch(r"\w+", typed):
            raise forms.ValidationError(
                _("#%(typed)s is no hashtag: letters, digits and _ alone, without spaces.")
                % {"typed": typed}
            )
        return typed

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or {}
        if typed.get("new_name") and typed.get("target_id"):
            self.add_error(
                "new_name", _("Choose somebody from the library or add somebody, not both.")
            )
        if not typed.get("new_name") and (typed.get("new_office") or typed.get("new_contact")):
            self.add_error("new_name", _("Type the name of the decision maker too."))
        return typed

    def values(self) -> dict[str, Any]:
        names = ("title", "slug", "ask", "target_id", "hashtag", "goal", "goal_moves")
        return {name: self.cleaned_data[name] for name in (*names, "image_alt")}

    def new_target(self) -> dict[str, object] | None:
        typed = self.cleaned_data
        if not typed["new_name"]:
            return None
        return {"name": typed["new_name"], "office": typed["new_office"]}

    def contacts(self) -> list[tuple[str, str]]:
        typed = self.cleaned_data
        return [(typed["new_kind"], typed["new_contact"])] if typed["new_contact"] else []

    @staticmethod
    def initial_of(campaign: Campaign) -> dict[str, Any]:
        names = ("version", "title", "slug", "ask", "target_id", "hashtag", "goal")
        return {name: getattr(campaign, name) for name in (*names, "goal_moves", "image_alt")}

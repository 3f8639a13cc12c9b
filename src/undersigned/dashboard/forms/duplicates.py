"""What a member chooses about two records, and about how long people are kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from undersigned.lib.versioned import VersionedForm
from undersigned.supporters.merging.choosing import Choice
from undersigned.supporters.retaining import LEAST_MONTHS, LEAST_NOTICE_DAYS

WINNER, LOSER = "winner", "loser"
_MOST_MONTHS, _MOST_DAYS = 240, 365


class MergeForm(forms.Form):
    """Which of two values stands, a field a choice; the versions as the page showed them."""

    winner_version = forms.IntegerField(widget=forms.HiddenInput)
    loser_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401  Django's
        choices: list[Choice],
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self._choices = [choice for choice in choices if choice.differs]
        for choice in self._choices:
            self.fields[choice.name] = forms.ChoiceField(
                label=str(choice.label),
                choices=[
                    (WINNER, choice.winner or _("empty")),
                    (LOSER, choice.loser or _("empty")),
                ],
                initial=LOSER if choice.takes_loser else WINNER,
                widget=forms.RadioSelect,
            )

    def rows(self) -> list[forms.BoundField]:
        return [self[choice.name] for choice in self._choices]

    def from_loser(self) -> set[str]:
        """Those whose second value was chosen."""
        names = (choice.name for choice in self._choices)
        return {name for name in names if self.cleaned_data[name] == LOSER}


class PairForm(forms.Form):
    """Two people by their addresses: typed into a form, so that they stand in no address."""

    one = forms.EmailField(label=_("Email of the one"), max_length=254)
    other = forms.EmailField(label=_("Email of the other"), max_length=254)


class RetentionForm(VersionedForm):
    on = forms.BooleanField(
        label=_("Erase people by this rule"), required=False,
        help_text=_("Off, nobody is listed and nobody is erased."),
    )  # fmt: skip
    months = forms.IntegerField(
        label=_("Months without any act"), min_value=LEAST_MONTHS, max_value=_MOST_MONTHS,
    )  # fmt: skip
    notice_days = forms.IntegerField(
        label=_("Days on the list before they are erased"), min_value=LEAST_NOTICE_DAYS,
        max_value=_MOST_DAYS,
    )  # fmt: skip

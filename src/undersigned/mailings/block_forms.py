"""What a person may type around and about a mailing's blocks."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns.models import Campaign
from undersigned.lib.choosing import choose
from undersigned.lib.versioned import VersionedForm
from undersigned.mailings import merging
from undersigned.organisations.models import Organisation
from undersigned.places import regions
from undersigned.segments.models import Segment
from undersigned.supporters.models import Field, Tag

_NO_STATE = "-"  # no browser sends an empty box


class ConditionForm(VersionedForm):
    """Who sees a block: all that is chosen must be true of a person."""

    tag = forms.ChoiceField(label=gettext_lazy("Carries the tag"), required=False)
    signed = forms.ChoiceField(label=gettext_lazy("Signed"), required=False)
    not_signed = forms.ChoiceField(label=gettext_lazy("Did not sign"), required=False)
    segment = forms.ChoiceField(
        label=gettext_lazy("Belongs to the kept audience"),
        required=False,
        help_text=gettext_lazy("For everything that is not offered here."),
    )
    filled = forms.ChoiceField(label=gettext_lazy("Has something in the field"), required=False)
    states = forms.MultipleChoiceField(
        label=gettext_lazy("Lives in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    otherwise = forms.CharField(
        label=gettext_lazy("Everybody else reads instead"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Markdown, with merge fields. Empty: nothing stands there."),
    )

    def offer(self, *, organisation: Organisation) -> None:
        """The organisation's own alone."""
        ours = {"organisation": organisation}
        campaigns = Campaign.objects.filter(**ours).order_by("title")
        named = [(str(uuid), title) for uuid, title in campaigns.values_list("uuid", "title")]
        kept = Segment.objects.filter(**ours).exclude(name="").order_by("name")
        tags = Tag.objects.filter(**ours).order_by("name").values_list("name", flat=True)
        fields = Field.objects.filter(**ours, removed=False).order_by("label")
        offered = {
            "tag": [(name, name) for name in tags],
            "signed": named,
            "not_signed": named,
            "segment": [(str(u), name) for u, name in kept.values_list("uuid", "name")],
            "filled": list(fields.values_list("key", "label")),
        }
        for name, choices in offered.items():
            choose(self, name, [("", _("does not matter")), *choices])
        choose(self, "states", [*regions.US.items(), (_NO_STATE, _("no known state"))])

    def clean_states(self) -> list[str]:
        return ["" if code == _NO_STATE else code for code in self.cleaned_data["states"]]

    def clean_otherwise(self) -> str:
        try:
            merging.find(self.cleaned_data["otherwise"])
        except merging.MergeError as error:
            raise forms.ValidationError(str(error)) from error
        return str(self.cleaned_data["otherwise"])

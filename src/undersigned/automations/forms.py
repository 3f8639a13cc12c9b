"""What a person may type about an automation and its steps."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.accounts.models import Membership
from undersigned.automations.models import Automation, Step
from undersigned.campaigns.models import Campaign
from undersigned.lib.choosing import choose
from undersigned.lib.versioned import VersionedForm
from undersigned.mailings.models import Template
from undersigned.organisations.models import Organisation
from undersigned.segments.models import Segment
from undersigned.supporters.models import Tag

_HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]
_NEEDS = {
    Automation.Trigger.SIGNED: ("campaign", gettext_lazy("Choose the campaign.")),
    Automation.Trigger.CONFIRMED: ("campaign", gettext_lazy("Choose the campaign.")),
    Automation.Trigger.TAGGED: ("tag", gettext_lazy("Choose the tag.")),
}


class AutomationForm(VersionedForm):
    """Who is let in, what ends it early, and the hours."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    trigger = forms.ChoiceField(
        label=gettext_lazy("Begins when"),
        choices=Automation.Trigger.choices,
        widget=forms.RadioSelect,
        initial=Automation.Trigger.JOINED,
    )
    campaign = forms.ChoiceField(
        label=gettext_lazy("Whose signatures"),
        required=False,
        help_text=gettext_lazy("For 'signs' and 'signature is confirmed'."),
    )
    tag = forms.ChoiceField(
        label=gettext_lazy("Which tag"),
        required=False,
        help_text=gettext_lazy("For 'gets a tag'."),
    )
    goal = forms.ChoiceField(
        label=gettext_lazy("Ends early for who signs"),
        required=False,
        help_text=gettext_lazy(
            "Whoever has signed it hears no more. Unsubscribing always ends it."
        ),
    )
    again = forms.BooleanField(
        label=gettext_lazy("The same person may enter again, after having left"), required=False
    )
    quiet_from = forms.TypedChoiceField(
        label=gettext_lazy("No email from"), choices=_HOURS, coerce=int, initial=21
    )
    quiet_until = forms.TypedChoiceField(
        label=gettext_lazy("No email until"), choices=_HOURS, coerce=int, initial=8
    )
    days_between = forms.IntegerField(
        label=gettext_lazy("Days since any other mailing"),
        min_value=0,
        max_value=60,
        initial=1,
        help_text=gettext_lazy("Who got one lately waits. 0: no matter."),
    )

    def offer(self, *, organisation: Organisation) -> None:
        """Only what is the organisation's own can be chosen."""
        campaigns = [
            (str(uuid), title)
            for uuid, title in Campaign.objects.filter(organisation=organisation)
            .order_by("title")
            .values_list("uuid", "title")
        ]
        choose(self, "campaign", [("", _("none")), *campaigns])
        choose(self, "goal", [("", _("nobody")), *campaigns])
        choose(self, "tag", [("", _("none")), *_tags(organisation)])

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        name, words = _NEEDS.get(values.get("trigger", ""), ("", ""))
        if name and not values.get(name):
            self.add_error(name, str(words))
        return values


class StepForm(forms.Form):
    """One kind of step; what it does not need is left out."""

    kind = forms.CharField(widget=forms.HiddenInput)
    number = forms.IntegerField(
        label=gettext_lazy("How long"), min_value=1, max_value=366, initial=2
    )
    unit = forms.TypedChoiceField(
        label=gettext_lazy("Unit"),
        choices=[(24, gettext_lazy("days")), (1, gettext_lazy("hours"))],
        coerce=int,
    )
    segment = forms.ChoiceField(
        label=gettext_lazy("Audience"),
        help_text=gettext_lazy("Who is not in it at that moment leaves."),
    )
    tag = forms.ChoiceField(label=gettext_lazy("Tag"))
    colleague = forms.ChoiceField(label=gettext_lazy("Colleague"))
    template = forms.ChoiceField(label=gettext_lazy("Start from a template"), required=False)
    words = forms.CharField(
        label=gettext_lazy("What to tell"),
        max_length=200,
        help_text=gettext_lazy("The email has a number and a link, no names."),
    )

    FIELDS = {
        Step.Kind.WAIT: ("number", "unit"),
        Step.Kind.CONDITION: ("segment",),
        Step.Kind.SEND: ("template",),
        Step.Kind.TAG: ("tag",),
        Step.Kind.NOTIFY: ("colleague", "words"),
    }

    def narrow(self, kind: Step.Kind, *, organisation: Organisation) -> None:
        """Leaves the fields of that kind, and offers what can be chosen."""
        for name in set(self.fields) - {"kind", *self.FIELDS[kind]}:
            del self.fields[name]
        self.fields["kind"].initial = kind
        offers = {"segment": _segments, "tag": _tags, "colleague": _colleagues}
        for name, offer in offers.items():
            if name in self.fields:
                choose(self, name, [("", _("choose")), *offer(organisation)])
        if "template" in self.fields:
            choose(self, "template", [("", _("an empty one")), *_templates(organisation)])

    def values(self, *, organisation: Organisation) -> dict[str, object]:
        """As the step's row holds them."""
        typed = self.cleaned_data
        found: dict[str, object] = {}
        if "number" in typed:
            found["hours"] = typed["number"] * typed["unit"]
        if "segment" in typed:
            rows = Segment.objects.filter(organisation=organisation)
            found["segment"] = rows.get(uuid=typed["segment"])
        if "tag" in typed:
            found["tag"] = Tag.objects.get(organisation=organisation, pk=typed["tag"])
        if "colleague" in typed:
            team = Membership.objects.filter(organisation=organisation)
            found["colleague"] = team.get(pk=typed["colleague"])
            found["words"] = typed["words"]
        return found

    def begins_with(self, *, organisation: Organisation) -> Template | None:
        """Whose words an email starts with."""
        chosen = self.cleaned_data.get("template")
        rows = Template.objects.filter(organisation=organisation)
        return rows.get(uuid=chosen) if chosen else None


class PersonForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("Somebody's email address"))


def _tags(organisation: Organisation) -> list[tuple[str, str]]:
    rows = Tag.objects.filter(organisation=organisation).order_by("name")
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def _segments(organisation: Organisation) -> list[tuple[str, str]]:
    rows = Segment.objects.filter(organisation=organisation).exclude(name="").order_by("name")
    return [(str(uuid), name) for uuid, name in rows.values_list("uuid", "name")]


def _templates(organisation: Organisation) -> list[tuple[str, str]]:
    rows = Template.objects.filter(organisation=organisation).order_by("name")
    return [(str(uuid), name) for uuid, name in rows.values_list("uuid", "name")]


def _colleagues(organisation: Organisation) -> list[tuple[str, str]]:
    rows = Membership.objects.filter(organisation=organisation).select_related("user")
    return [(str(one.pk), str(one.user)) for one in rows.order_by("user__name")]

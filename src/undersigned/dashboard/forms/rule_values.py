"""An audience's rules as they are typed: a form for what each criterion asks."""

from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.actions import tallying
from undersigned.dashboard import people
from undersigned.lib.choosing import choose
from undersigned.mailings.models import Link, Mailing
from undersigned.organisations.models import IssuePosition, Organisation
from undersigned.petitions import caring
from undersigned.places import countries, regions
from undersigned.places.models import ZipDistrict
from undersigned.segments import fields
from undersigned.segments.criteria import RuleError
from undersigned.segments.models import Segment
from undersigned.segments.people import languages
from undersigned.segments.values import beginning
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Field,
    Import,
    PastAct,
    Supporter,
    Tag,
)

Row = TypeVar("Row")
_MOST = 500  # of what is offered to choose from, newest first


def _day_field(*, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=gettext_lazy("On this day or later"), required=required,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip


class RuleForm(forms.Form):
    """`value` is what the criterion takes; valid forms alone have one."""

    def offer(self, organisation: Organisation) -> None:
        """Fills what there is to choose from."""

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002  some need it
        (only,) = self.cleaned_data.values()
        return only

    def _newest(self, name: str, rows: QuerySet[Any, Row]) -> list[Row]:
        """To choose from; the field says so where there are more."""
        found = list(rows[: _MOST + 1])
        if len(found) > _MOST:
            words = _("There are more; these are the newest %(number)s.")
            self.fields[name].help_text = words % {"number": _MOST}
        return found[:_MOST]

    def _beginning(self, organisation: Organisation) -> str:
        since = self.cleaned_data["since"]
        return beginning(since, organisation.time_zone) if since else ""


class States(RuleForm):
    states = forms.MultipleChoiceField(
        label=gettext_lazy("States"),
        choices=[*regions.CHOICES, ("-", gettext_lazy("In no state that we know"))],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one state.")},
    )

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        return ["" if code == "-" else code for code in self.cleaned_data["states"]]


class PostalCodes(RuleForm):
    codes = forms.RegexField(
        r"^[0-9A-Za-z, -]+$", label=gettext_lazy("Postal codes begin with"), max_length=600,
        help_text=gettext_lazy("Several with commas between them: 441, 44256."),
        error_messages={"invalid": gettext_lazy("Type digits or letters, as 441, 44256.")},
    )  # fmt: skip

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        codes = [code.strip().upper() for code in self.cleaned_data["codes"].split(",")]
        return [code for code in codes if code]

    def clean_codes(self) -> str:
        typed = str(self.cleaned_data["codes"])
        if not any(part.strip(" -") for part in typed.split(",")):
            raise forms.ValidationError(_("Type digits or letters, as 441, 44256."))
        return typed


class Country(RuleForm):
    country = forms.ChoiceField(label=gettext_lazy("Country"), choices=countries.CHOICES)


class OneTag(RuleForm):
    tag = forms.ChoiceField(label=gettext_lazy("Tag"))

    def offer(self, organisation: Organisation) -> None:
        names = Tag.objects.filter(organisation=organisation).order_by("name")
        choose(self, "tag", [(name, name) for name in names.values_list("name", flat=True)])


class Kept(RuleForm):
    audience = forms.ChoiceField(
        label=gettext_lazy("Audience"),
        help_text=gettext_lazy(
            "As it is whenever it is asked for. For those who do not belong to it, add the "
            "rule to a group of which none may match."
        ),
    )  # fmt: skip

    def offer(self, organisation: Organisation) -> None:
        rows = Segment.objects.filter(organisation=organisation).exclude(name="")
        choose(self, "audience", [(str(one.uuid), one.name) for one in rows.order_by("name")])


class District(RuleForm):
    district = forms.ChoiceField(
        label=gettext_lazy("Congressional district"),
        help_text=gettext_lazy("Of those whose ZIP code lies in it as a whole."),
    )

    def offer(self, organisation: Organisation) -> None:  # noqa: ARG002
        rows = ZipDistrict.objects.order_by("state", "district")
        names = [f"{state}-{number}" for state, number in rows.values_list(
            "state", "district").distinct()]  # fmt: skip
        choose(self, "district", [(name, name) for name in names])


class Channel(RuleForm):
    channel = forms.ChoiceField(label=gettext_lazy("To what"), choices=Consent.Channel.choices)


class Interest(RuleForm):
    issue = forms.ChoiceField(label=gettext_lazy("Issue"))
    told = forms.ChoiceField(
        label=gettext_lazy("By whose word"), required=False,
        choices=[
            ("", gettext_lazy("any of these")),
            (caring.Told.PERSON, gettext_lazy("they said so themselves")),
            (caring.Told.STAFF, gettext_lazy("staff noted it")),
            (caring.SIGNED, gettext_lazy("they signed a campaign about it")),
        ],
    )  # fmt: skip

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        return dict(self.cleaned_data)

    def offer(self, organisation: Organisation) -> None:
        rows = IssuePosition.objects.filter(organisation=organisation).order_by("place", "pk")
        choose(self, "issue", [(one.name, one.name) for one in rows])


class Said(RuleForm):
    consent = forms.ChoiceField(
        label=gettext_lazy("What they said about email"), choices=EmailConsent.choices
    )


class Source(RuleForm):
    words = forms.CharField(
        label=gettext_lazy("The source contains"), max_length=100,
        help_text=gettext_lazy(
            "Where they came from first, as it stands on their page: a code, a page, a list."
        ),
    )  # fmt: skip


class Language(RuleForm):
    language = forms.ChoiceField(label=gettext_lazy("Language"))

    def offer(self, organisation: Organisation) -> None:
        rows = Supporter.objects.filter(organisation=organisation).order_by("language")
        spoken = rows.values_list("language", flat=True).distinct()
        choose(self, "language", languages(filter(None, spoken)))


class FieldValue(RuleForm):
    field = forms.ChoiceField(label=gettext_lazy("Field"))
    way = forms.ChoiceField(
        label=gettext_lazy("Compared how"),
        choices=[(name, way.label) for name, way in fields.WAYS.items()],
    )
    typed = forms.CharField(label=gettext_lazy("With"), max_length=200, required=False)

    def offer(self, organisation: Organisation) -> None:
        rows = Field.objects.filter(organisation=organisation, removed=False)
        rows = rows.order_by("label")
        choose(self, "field", [(one.key, one.label) for one in rows])

    def clean(self) -> dict[str, object]:
        values: dict[str, object] = super().clean() or self.cleaned_data
        if "way" in values:
            try:
                fields.WAYS[str(values["way"])].shown(values.get("typed"))
            except RuleError as error:
                self.add_error("typed", str(error))
        return values

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        values = self.cleaned_data
        return {"field": values["field"], "way": values["way"], "value": values["typed"]}


class Since(RuleForm):
    since = _day_field()

    def value(self, organisation: Organisation) -> object:
        return self._beginning(organisation)


class Days(RuleForm):
    days = forms.IntegerField(
        label=gettext_lazy("In the last … days"), min_value=1, max_value=3650
    )


class Nothing(RuleForm):
    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        return True


class SignedAny(RuleForm):
    since = _day_field(required=False)
    source = forms.CharField(
        label=gettext_lazy("By the source"), max_length=100, required=False,
        help_text=gettext_lazy("The code of a link or an advert, as it was made."),
    )  # fmt: skip

    def value(self, organisation: Organisation) -> object:
        value = {"since": self._beginning(organisation)}
        source = self.cleaned_data["source"]
        return {**value, "source": source} if source else value


class Signed(SignedAny):
    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"))
    field_order = ("campaign", "since", "source")

    def offer(self, organisation: Organisation) -> None:
        choose(self, "campaign", people.campaigns(organisation.pk))

    def value(self, organisation: Organisation) -> object:
        value = super().value(organisation)
        told = value if isinstance(value, dict) else {}
        return {"campaign": self.cleaned_data["campaign"], **told}


class Brought(RuleForm):
    least = forms.IntegerField(
        label=gettext_lazy("At least so many signatures"), min_value=1, max_value=1_000_000
    )
    campaign = forms.ChoiceField(label=gettext_lazy("Campaign"), required=False)

    def offer(self, organisation: Organisation) -> None:
        ours = people.campaigns(organisation.pk)
        choose(self, "campaign", [("", _("any campaign")), *ours])

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        return dict(self.cleaned_data)


class Answered(RuleForm):
    answer = forms.ChoiceField(label=gettext_lazy("Answer"))
    contains = forms.CharField(
        label=gettext_lazy("The answer contains"), required=False, max_length=100,
        help_text=gettext_lazy("For questions answered in words; small or capital letters."),
    )  # fmt: skip

    def offer(self, organisation: Organisation) -> None:
        choose(self, "answer", tallying.choices(organisation_id=organisation.pk))

    def value(self, organisation: Organisation) -> object:  # noqa: ARG002
        question, _colon, answer = self.cleaned_data["answer"].partition(":")
        words = self.cleaned_data["contains"]
        rule = {"question": question, "answer": answer}
        return {**rule, "contains": words} if words else rule


class ActedBefore(RuleForm):
    kind = forms.ChoiceField(label=gettext_lazy("What they did"), choices=PastAct.Kind.choices)
    title = forms.CharField(
        label=gettext_lazy("Its title contains"), required=False, max_length=100
    )
    since = _day_field(required=False)

    def value(self, organisation: Organisation) -> object:
        return {**self.cleaned_data, "since": self._beginning(organisation)}


class Sent(RuleForm):
    mailing = forms.ChoiceField(label=gettext_lazy("Mailing"))

    def offer(self, organisation: Organisation) -> None:
        rows = Mailing.objects.filter(organisation=organisation, frozen_at__isnull=False)
        newest = self._newest("mailing", rows.order_by("-pk"))
        choose(self, "mailing", [(str(one.uuid), one.name) for one in newest])


class Clicked(RuleForm):
    """As far as a person did: openings by machines are told apart."""

    link = forms.ChoiceField(label=gettext_lazy("In"), required=False)
    since = _day_field(required=False)

    def offer(self, organisation: Organisation) -> None:
        links = Link.objects.filter(mailing__organisation=organisation)
        groups: dict[UUID, tuple[str, list[tuple[str, str]]]] = {}
        rows = links.order_by("-mailing_id", "pk").values_list(
            "mailing__uuid", "mailing__name", "pk", "address"
        )
        for uuid, name, pk, address in self._newest("link", rows):
            begun = (name, [(f"{uuid}:", _("any of its links"))])
            groups.setdefault(uuid, begun)[1].append((f"{uuid}:{pk}", address))
        choose(self, "link", [("", _("any mailing")), *groups.values()])

    def value(self, organisation: Organisation) -> object:
        mailing, _colon, link = self.cleaned_data["link"].partition(":")
        return {"mailing": mailing, "link": link, "since": self._beginning(organisation)}


class File(RuleForm):
    file = forms.ChoiceField(label=gettext_lazy("Imported list"))

    def offer(self, organisation: Organisation) -> None:
        rows = Import.objects.filter(organisation=organisation).order_by("-pk")
        newest = self._newest("file", rows)
        choose(self, "file", [(str(one.uuid), str(one)) for one in newest])

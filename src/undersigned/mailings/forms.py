"""What a person may type about a mailing."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.campaigns.models import Campaign
from undersigned.lib.choosing import choose
from undersigned.lib.versioned import VersionedForm
from undersigned.mailings import merging
from undersigned.mailings.blocks import kinds
from undersigned.mailings.blocks.kinds import Block, Part
from undersigned.mailings.models import Mailing, Template, Variant
from undersigned.mailings.variants import PARTS
from undersigned.organisations.models import IssuePosition, Organisation
from undersigned.places import regions
from undersigned.supporters.models import Preference


class NewForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=120,
        help_text=gettext_lazy("For you and your colleagues; nobody else sees it."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[
            ("mailing", gettext_lazy("Mailing, to people who agreed to email")),
            (
                "update",
                gettext_lazy("Petition update, to one campaign's confirmed signers"),
            ),
        ],
        initial="mailing",
        widget=forms.RadioSelect,
    )
    campaign = forms.ChoiceField(
        label=gettext_lazy("Campaign"),
        required=False,
        help_text=gettext_lazy("An update goes to its signers. A mailing may belong to none."),
    )

    template = forms.ChoiceField(label=gettext_lazy("Start from a template"), required=False)

    # From a launch plan: the campaign with whose launch it goes out.
    launch = forms.ChoiceField(required=False, widget=forms.HiddenInput)

    def offer(self, *, campaigns: Iterable[Campaign], templates: Iterable[Template]) -> None:
        choices = [(str(c.uuid), c.title) for c in campaigns]
        for name in ("campaign", "launch"):
            _choose(self, name, choices, nothing=_("none"))
        kept = [(str(one.uuid), one.name) for one in templates]
        _choose(self, "template", kept, nothing=_("an empty one"))

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if values.get("kind") == Mailing.Kind.UPDATE and not values.get("campaign"):
            self.add_error("campaign", _("Choose the campaign whose signers get the update."))
        return values


class LetterForm(VersionedForm):
    """What stands around the words: their subject, and who they are from."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=120)
    subject = forms.CharField(label=gettext_lazy("Subject"), max_length=200)
    preview_text = forms.CharField(
        label=gettext_lazy("Preview text"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Stands after the subject in the list of emails."),
    )
    from_name = forms.CharField(label=gettext_lazy("From name"), max_length=100)
    from_address = forms.EmailField(label=gettext_lazy("From address"))
    reply_to = forms.EmailField(label=gettext_lazy("Reply-To address"), required=False)

    def clean_subject(self) -> str:
        return self._merged("subject")

    def clean_preview_text(self) -> str:
        return self._merged("preview_text")

    def _merged(self, name: str) -> str:
        try:
            merging.find(self.cleaned_data[name])
        except merging.MergeError as error:
            raise forms.ValidationError(str(error)) from error
        return str(self.cleaned_data[name])


# What a draft in blocks lacks is asked for before it goes: it is saved with every press.
_LATER = ("subject", "from_name", "from_address")


class WriteForm(LetterForm):
    """`for_blocks`: it goes on in blocks, for which nothing has to be written yet."""

    body = forms.CharField(
        label=gettext_lazy("Email"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=gettext_lazy(
            'Markdown. A merge field needs a fallback: {{ first_name or "friend" }}.'
        ),
    )

    def __init__(self, *args: Any, for_blocks: bool = False, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name in (*_LATER, "body") if for_blocks else ():
            self.fields[name].required = False

    def clean_body(self) -> str:
        return self._merged("body")


class BlocksForm(LetterForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name in _LATER:
            self.fields[name].required = False


class VariantForm(WriteForm):
    """What is left empty is as in variant A; name and Reply-To are the mailing's.

    Of a mailing in blocks each part of a block has a field of its own, so that its conditions
    and figures stay.
    """

    def __init__(self, *args: Any, mailing: Mailing, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        for name in ("name", "reply_to"):
            del self.fields[name]
        self._named: dict[str, tuple[str, Part]] = {}
        for number, block in enumerate(mailing.blocks if mailing.in_blocks else [], 1):
            self._add(number, block)
        if mailing.in_blocks:
            self.fields["body"].label = _("Another text altogether, in place of all blocks")
            self.fields["body"].help_text = _("What only some people see is not in it.")
        for field in self.fields.values():
            field.required = field is self.fields["version"]

    @staticmethod
    def of(variant: Variant, mailing: Mailing) -> dict[str, object]:
        """What it says so far."""
        found: dict[str, object] = {name: getattr(variant, name) for name in PARTS}
        for block, parts in variant.parts.items():
            found |= {_field(block, name): words for name, words in parts.items()}
        return found | {"version": mailing.version}

    def blocks(self) -> Iterator[forms.BoundField]:
        """The fields of single blocks."""
        return (self[name] for name in self._named)

    def values(self) -> dict[str, Any]:
        """As the row has them."""
        parts: dict[str, dict[str, str]] = {}
        for name, (block, part) in self._named.items():
            if words := self.cleaned_data[name]:
                parts.setdefault(block, {})[part.name] = words
        return {name: self.cleaned_data[name] for name in PARTS} | {"parts": parts}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        for name, (_block, part) in self._named.items():
            if part.is_merged:
                try:
                    merging.find(found.get(name, ""))
                except merging.MergeError as error:
                    self.add_error(name, str(error))
        return found

    def _add(self, number: int, block: Block) -> None:
        kind = kinds.kind(block)
        for part in kind.parts:
            words = _("Block %(number)s, %(kind)s: %(part)s")
            told = {"number": number, "kind": kind.label, "part": part.label}
            name = _field(str(block["id"]), part.name)
            widget = forms.Textarea(attrs={"rows": part.lines}) if part.lines > 1 else None
            self.fields[name] = forms.CharField(
                label=words % told,
                max_length=part.longest,
                required=False,
                widget=widget,
                help_text=Truncator(block.get(part.name, "")).chars(200),
            )
            self._named[name] = str(block["id"]), part


def _field(block: str, part: str) -> str:
    return f"block_{block}_{part}"


class PaceForm(forms.Form):
    """How fast a mailing goes."""

    pace = forms.IntegerField(
        label=gettext_lazy("Emails an hour at most"),
        required=False,
        min_value=1,
        max_value=10_000_000,
        help_text=gettext_lazy("Empty: as fast as they go."),
    )


class PreferenceForm(forms.Form):
    """What a person chooses to get, on a page without sign-in."""

    days_between = forms.TypedChoiceField(
        label=gettext_lazy("How often"),
        choices=[(days, capfirst(words)) for days, words in Preference.Often.choices],
        coerce=int,
        widget=forms.RadioSelect,
    )
    pause = forms.BooleanField(label=gettext_lazy("Nothing for a month"), required=False)
    untracked = forms.BooleanField(
        label=gettext_lazy("Do not record which links I open"), required=False
    )
    opens = forms.BooleanField(
        label=gettext_lazy("You may count when I open an email"),
        required=False,
        help_text=gettext_lazy(
            "By a picture of one point in the email. It is kept that you opened it and when; "
            "for 30 days, by what program and from what network. Take it back, and all of it "
            "is deleted."
        ),
    )
    interests = forms.TypedMultipleChoiceField(
        label=gettext_lazy("What matters to you"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
    )
    only_interests = forms.BooleanField(
        label=gettext_lazy("Write to me only about what I ticked"), required=False
    )

    def offer(self, *, organisation: Organisation) -> None:
        agenda = IssuePosition.objects.filter(organisation=organisation).order_by("place", "pk")
        issues = [(str(pk), name) for pk, name in agenda.values_list("pk", "name")]
        choose(self, "interests", issues)
        words = _("%(name)s sees what you tick, and can go by it.")
        self.fields["interests"].help_text = words % {"name": organisation.name}

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if values.get("only_interests") and not values.get("interests"):
            words = _("Tick at least one, or take “only about what I ticked” away.")
            self.add_error("interests", words)
        return values


class AudienceForm(VersionedForm):
    issue = forms.ChoiceField(
        label=gettext_lazy("Is about"),
        required=False,
        help_text=gettext_lazy(
            "People who chose only some issues get it if it is one of them."
        ),
    )
    segment = forms.ChoiceField(label=gettext_lazy("Kept audience"), required=False)
    not_segment = forms.ChoiceField(
        label=gettext_lazy("But nobody of the kept audience"), required=False
    )
    signed = forms.ChoiceField(label=gettext_lazy("Signed"), required=False)
    since = forms.DateField(
        label=gettext_lazy("Signed on or after"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    not_signed = forms.ChoiceField(label=gettext_lazy("Did not sign"), required=False)
    tag = forms.ChoiceField(label=gettext_lazy("Carries the tag"), required=False)
    answered = forms.ChoiceField(label=gettext_lazy("Answered"), required=False)
    answered_words = forms.CharField(
        label=gettext_lazy("The answer contains"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("For questions answered in words; small or capital letters."),
    )
    not_answered = forms.ChoiceField(label=gettext_lazy("Did not answer"), required=False)
    was_sent = forms.ChoiceField(label=gettext_lazy("Was sent the mailing"), required=False)
    not_sent = forms.ChoiceField(label=gettext_lazy("Was not sent the mailing"), required=False)
    joined_since = forms.DateField(
        label=gettext_lazy("Joined on or after"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    states = forms.MultipleChoiceField(
        label=gettext_lazy("Lives in"),
        required=False,
        choices=regions.CHOICES,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("None chosen: everywhere."),
    )
    starts_with = forms.ChoiceField(
        label=gettext_lazy("Goes out with the launch of"),
        required=False,
        help_text=gettext_lazy("After the hold, but not before that campaign is live."),
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        if found.get("answered_words") and not found.get("answered"):
            self.add_error("answered", _("Choose the question whose answer contains this."))
        return found

    def offer(
        self, *, segments: list[tuple[str, str]], campaigns: list[tuple[str, str]],
        issues: list[tuple[str, str]], mailings: list[tuple[str, str]],
        tags: list[tuple[str, str]], answers: list[tuple[str, list[tuple[str, str]]]],
    ) -> None:  # fmt: skip
        for name in ("segment", "not_segment"):
            _choose(self, name, segments)
        _choose(self, "issue", issues, nothing=_("no single issue"))
        for name in ("signed", "not_signed"):
            _choose(self, name, campaigns)
        _choose(self, "starts_with", campaigns, nothing=_("no launch"))
        for name in ("was_sent", "not_sent"):
            _choose(self, name, mailings)
        _choose(self, "tag", tags)
        for name in ("answered", "not_answered"):
            _choose(self, name, answers)
        if not answers:
            for name in ("answered", "answered_words", "not_answered"):
                self.fields[name].widget = forms.HiddenInput()


def _choose(
    form: forms.Form, name: str, choices: Iterable[tuple[str, Any]], *, nothing: str = ""
) -> None:
    choose(form, name, [("", nothing or _("does not matter")), *choices])

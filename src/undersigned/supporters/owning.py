"""What this room itself holds of a person: to hand over in a merge, and to tell."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from undersigned.organisations.models import AuditEntry
from undersigned.outbox.models import Message, Suppression
from undersigned.supporters import addressing
from undersigned.supporters.journal import Journal
from undersigned.supporters.models import (
    Consent,
    EmailConsent,
    Expiring,
    Field,
    ImportedPerson,
    IssueInterest,
    LikelyDuplicate,
    Merge,
    Note,
    PastAct,
    Preference,
    Supporter,
    SupporterAddress,
    SupporterEmail,
    SupporterLanguage,
    SupporterPhone,
    Tagging,
)
from undersigned.supporters.told import Told, table


class LeftBehindError(Exception):
    """A table points at people and no room moves it: named, so that one does."""


def hand_over(journal: Journal, *, loser: Supporter, winner: Supporter) -> None:
    """Every table of this room that points at people, also those still to come."""
    pairs = LikelyDuplicate.objects.filter(Q(first=loser) | Q(second=loser))
    journal.remove(pairs)  # the next search finds those that still hold
    journal.remove(Expiring.objects.filter(supporter=loser))
    _their_own_word(journal, loser=loser, winner=winner)
    files = ImportedPerson.objects.filter(supporter=loser)
    # The winner is not from that file: undoing it must not remove or change them.
    journal.change(files, is_new=False, changes={})
    for model, name in _pointing():
        if _is_ours(model) and model not in (LikelyDuplicate, Expiring):
            number = journal.move(model, name, loser=loser, winner=winner)
            journal.count(str(model._meta.verbose_name_plural), number)  # noqa: SLF001


def _their_own_word(journal: Journal, *, loser: Supporter, winner: Supporter) -> None:
    """Where one record said it themselves and staff noted it with the other: themselves."""
    said = IssueInterest.objects.filter(supporter=loser, told=IssueInterest.Told.PERSON)
    noted = IssueInterest.objects.filter(supporter=winner, told=IssueInterest.Told.STAFF)
    journal.remove(noted.filter(issue__in=said.values("issue")))


def check_nothing_left(loser: Supporter) -> None:
    """Before the record goes: raises LeftBehindError rather than losing a row."""
    for model, name in _pointing():
        if model._base_manager.filter(**{name: loser}).exists():  # noqa: SLF001
            raise LeftBehindError(model._meta.label)  # noqa: SLF001


def _pointing() -> list[tuple[Any, str]]:
    """Each table with a key to people, in any room, and the key's name."""
    return [
        (relation.related_model, relation.field.name)
        for relation in Supporter._meta.related_objects  # noqa: SLF001  documented API
        if not relation.many_to_many
    ]


def _is_ours(model: Any) -> bool:  # noqa: ANN401  a model's class
    return bool(model._meta.app_label == Supporter._meta.app_label)  # noqa: SLF001


def acted(*, since: datetime) -> Q:
    """Known for less time than that, agreed to email, or said or did something since."""
    found = Q(email_consent=EmailConsent.GIVEN) | Q(created_at__gte=since)
    for model in (Consent, PastAct, Note, Preference):
        found |= Q(Exists(model.objects.filter(supporter=OuterRef("pk"), at__gte=since)))
    return found


def tell(supporter: Supporter) -> list[Told]:
    """A query a table."""
    return [
        *_record(supporter),
        *_further(supporter),
        table("consents", _("What they said about being contacted"),
              Consent.objects.filter(supporter=supporter).order_by("at"), {
            "at": _("When"), "channel": _("Channel"), "said": _("Said"), "how": _("How"),
            "wording": _("Words that were read"), "reason": _("Reason"), "source": _("Source"),
            "by_label": _("Written down by"), "batch__file_name": _("From the file"),
        }),
        table("preference", _("What they chose to be sent"),
              Preference.objects.filter(supporter=supporter), {
            "days_between": _("Days between two mailings"), "paused_until": _("Paused until"),
            "only_interests": _("Only about the issues that they named themselves"),
            "untracked": _("What they click is not recorded"),
            "opens_since": _("That they open an email may be counted, since"),
            "at": _("Last changed"),
        }),
        table("tags", _("Tags"), Tagging.objects.filter(supporter=supporter).order_by("at"), {
            "tag__name": _("Tag"), "at": _("Since"), "batch__file_name": _("From the file"),
        }),
        table("notes", _("Notes by staff"), Note.objects.filter(supporter=supporter), {
            "at": _("When"), "text": _("Note"), "by_label": _("By"),
        }),
        table("past_acts", _("What they did before"),
              PastAct.objects.filter(supporter=supporter).order_by("at"), {
            "at": _("When"), "kind": _("What"), "title": _("Title"),
            "batch__file_name": _("From the file"),
        }),
        table("imports", _("Lists they came in"),
              ImportedPerson.objects.filter(supporter=supporter), {
            "batch__file_name": _("File"), "batch__created_at": _("When"),
            "batch__basis": _("How they agreed, as the organisation said"),
            "changes": _("What the file changed, before and after"),
        }),
        table("merges", _("Records of theirs that were merged"),
              Merge.objects.filter(supporter=supporter), {
            "at": _("When"), "by_label": _("By"), "undone_at": _("Undone"),
            "steps__rows": _("Kept for undoing it"),
        }),
        *_elsewhere(supporter),
    ]  # fmt: skip


def _record(supporter: Supporter) -> list[Told]:
    mine = Supporter.objects.filter(pk=supporter.pk)
    return [
        _labelled(supporter, table("record", _("Record"), mine, {
            "given_name": _("First name"), "family_name": _("Last name"), "email": _("Email"),
            "phone": _("Phone"), "street": _("Street"), "city": _("City"),
            "postal_code": _("ZIP or postal code"), "region": _("State"),
            "country": _("Country"), "language": _("Language"), "source": _("Source"),
            "created_at": _("First seen"), "first_confirmed_at": _("Address confirmed"),
            "email_consent": _("Email"), "changed_at": _("Last changed"),
            "fields": _("Own fields"), "primary": _("Kinds of the first email, phone, address"),
            "canonical_address": _("Address, as we compare it"),
            "address_hash": _("Its keyed hash"), "uuid": _("Our number for them"),
        })),
    ]  # fmt: skip


def _labelled(supporter: Supporter, told: Told) -> Told:
    """The organisation's own fields by what they are called, not by our key for them."""
    names = dict(
        Field.objects.filter(organisation_id=supporter.organisation_id)
        .values_list("key", "label")
    )  # fmt: skip
    rows = [dict(row) for row in told.rows]
    for row in rows:
        if own := row.get("fields"):
            row["fields"] = {names.get(key, key): value for key, value in own.items()}
    return replace(told, rows=rows)


def _further(supporter: Supporter) -> list[Told]:
    """What reaches them beside the first of each kind."""
    return [
        table("emails", _("Further email addresses"),
              SupporterEmail.objects.filter(supporter=supporter), {
            "email": _("Email"), "type": _("Kind"), "works": _("Reaches them"),
            "canonical_address": _("Address, as we compare it"),
            "address_hash": _("Its keyed hash"), "at": _("Since"), "source": _("Source"),
        }),
        table("phones", _("Further phone numbers"),
              SupporterPhone.objects.filter(supporter=supporter), {
            "phone": _("Phone"), "digits": _("Its digits"), "type": _("Kind"),
            "works": _("Reaches them"), "at": _("Since"), "source": _("Source"),
        }),
        table("addresses", _("Further postal addresses"),
              SupporterAddress.objects.filter(supporter=supporter), {
            "street": _("Street"), "city": _("City"), "postal_code": _("ZIP or postal code"),
            "region": _("State of the US"), "country": _("Country"), "type": _("Kind"),
            "works": _("Reaches them"), "at": _("Since"), "source": _("Source"),
        }),
        table("languages", _("Further languages"),
              SupporterLanguage.objects.filter(supporter=supporter), {
            "language": _("Language"), "at": _("Since"),
        }),
        table("issues", _("Issues that matter to them"),
              IssueInterest.objects.filter(supporter=supporter), {
            "issue__name": _("Issue"), "told": _("Who says so"), "by_label": _("By"),
            "at": _("Since"),
        }),
    ]  # fmt: skip


def _elsewhere(supporter: Supporter) -> list[Told]:
    """What the rooms below hold, which know no people, only addresses and numbers."""
    ours = {"organisation": supporter.organisation_id}
    addresses = addressing.typed(supporter)
    changes = AuditEntry.objects.filter(**ours, subject_id=f"supporter:{supporter.uuid}")
    return [
        table("never_mail", _("Must not be emailed"),
              Suppression.objects.filter(
                  **ours, address_hash__in=addressing.hashes(supporter)
              ), {"reason": _("Reason"), "at": _("Since"), "address_hash": _("Keyed hash")}),
        table("letters", _("Emails to them alone, of the last 30 days"),
              Message.objects.filter(**ours, to_address__in=addresses), {
            "queued_at": _("When"), "to_address": _("To"), "subject": _("Subject"),
            "text": _("Text"), "state": _("State"), "reply": _("Their server's answer"),
        }),
        table("changes", _("Who changed their record"), changes.order_by("at"), {
            "at": _("When"), "actor_label": _("Who"), "verb": _("What"),
        }),
    ]  # fmt: skip

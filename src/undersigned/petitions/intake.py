"""Takes good forms in groups, many times faster than the form's page does.

A rush sends thousands of good forms a second. Building and cleaning a Django form costs more
than all else in a signature, so a good one is read here; whatever is not clearly good is left
to the page, which has the words for it. Both give the same payload (tests/petitions). One
thread a process reads what waits and writes it in one transaction (lib/grouping.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from undersigned.actions import fields, sources, submitting
from undersigned.lib.grouping import Group
from undersigned.petitions import consents, links, reading, stamps, taking, typed
from undersigned.petitions.models import Petition
from undersigned.petitions.reading import Open
from undersigned.places import countries, postal

_MOST_FIELDS = 60
_EMAIL, _NAME, _POSTAL, _COMMENT, _ASKED = 254, 100, 40, 500, 6  # as the form has them


@dataclass(frozen=True)
class Sent:
    """A form as a browser sent it: the campaign's slug, the body, the client's network."""

    slug: str
    body: bytes
    network: str


async def taken(sent: Sent) -> str:
    """The path that the signer goes on to, once the form is on the disk.

    '' where it was not taken, because it is not clearly good: the page decides. Raises
    BusyError.
    """
    return await _group.committed(sent)


def take(batch: Sequence[Sent]) -> list[str]:
    """The paths, in the order of the batch; writes those that are good in one transaction."""
    at = timezone.now()
    read = [_read(sent, at=at) for sent in batch]
    submitting.write([form for form, _path in filter(None, read)])
    return [one[1] if one else "" for one in read]


_group: Group[Sent, str] = Group(take, name="intake")


def _read(sent: Sent, *, at: datetime) -> tuple[submitting.Typed, str] | None:
    opened, fields_sent = reading.find(sent.slug), _fields(sent.body)
    if fields_sent is None or opened is None or not opened.is_live:
        return None
    found = payload(opened, fields_sent, at=at)
    if found is None:
        return None
    form = taking.form(opened, found, network=sent.network, at=at)
    return (form, links.check_path(opened.campaign.slug)) if form else None


def _fields(body: bytes) -> dict[str, str] | None:
    """The form's fields, the last of two with one name, as Django reads them."""
    try:
        pairs = parse_qsl(
            body.decode("ascii"),
            keep_blank_values=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
    except ValueError:
        return None
    return dict(pairs)


def payload(opened: Open, sent: Mapping[str, str], *, at: datetime) -> dict[str, object] | None:
    """A submission's payload; None: let the form look at it."""
    if "\0" in "".join(sent.values()) or sent.get("leave_empty", "").strip():
        return None
    if not stamps.is_good(sent.get("stamp", ""), opened.petition.uuid, at=at):
        return None
    found: dict[str, object] = {}
    for part in (_email, _name, _place, _words, _consent, _answers):
        read = part(opened, sent)
        if read is None:
            return None
        found |= read
    return found | sources.read(sent).payload()


_Read = Mapping[str, object] | None


def _email(_opened: Open, sent: Mapping[str, str]) -> _Read:
    email = sent.get("email", "").strip()
    try:
        validate_email(email)
    except ValidationError:
        return None
    return {"email": email} if len(email) <= _EMAIL else None


def _name(opened: Open, sent: Mapping[str, str]) -> _Read:
    names = {"given_name": typed.name(sent.get("given_name", ""))}
    if opened.petition.name_fields == Petition.NameFields.TWO:
        names["family_name"] = typed.name(sent.get("family_name", ""))
    if not names["given_name"] or any(len(name) > _NAME for name in names.values()):
        return None
    return names


def _place(_opened: Open, sent: Mapping[str, str]) -> _Read:
    country, text = sent.get("country", ""), sent.get("postal_code", "").strip()
    if country not in countries.NAMES or len(text) > _POSTAL:
        return None
    try:
        code = postal.normalise(country, text)
    except postal.PostalCodeError:
        return None
    region = postal.state_of(country, code)
    if country == "US" and not region:  # no ZIP code, or one that asks for the state
        return None
    return {"country": country, "postal_code": code, "region": region}


def _words(opened: Open, sent: Mapping[str, str]) -> _Read:
    found: dict[str, object] = {}
    if opened.petition.takes_comments:
        comment = sent.get("comment", "").strip()
        if len(comment) > _COMMENT:
            return None
        found["comment"] = comment
    if opened.petition.names == Petition.Names.APPROVED:
        found["show_name"] = fields.is_ticked(sent.get("show_name", ""))
    return found


def _consent(opened: Open, sent: Mapping[str, str]) -> _Read:
    asked, said = sent.get("asked", "").strip(), sent.get("consent", "")
    mode = consents.mode(opened.petition, sent["country"])
    if len(asked) > _ASKED or (mode == consents.Mode.YES_NO and said not in ("yes", "no")):
        return None
    return consents.answered(
        opened.petition, opened.organisation, mode=mode, asked=asked, typed=said
    )


def _answers(opened: Open, sent: Mapping[str, str]) -> _Read:
    answers = fields.plain_answers(opened.questions, sent)
    return None if answers is None else {"answers": answers}

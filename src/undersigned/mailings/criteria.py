"""Criteria about mailings: who was sent one, clicked in it, signed through its link."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from undersigned.mailings.models import Click, Link, Mailing, Recipient
from undersigned.petitions.models import Signature
from undersigned.segments.acts import did, number_of
from undersigned.segments.criteria import Criterion, RuleError
from undersigned.segments.values import parse_since, parse_uuid, parts

# An uncertain one may have arrived: for a correction that counts as sent.
GOT_IT = (Recipient.State.SENT, Recipient.State.UNCERTAIN)


def _name(value: object, organisation_id: int) -> str:
    uuid = parse_uuid(value, missing=_("Choose a mailing."))
    mailings = Mailing.objects.filter(organisation_id=organisation_id, uuid=uuid)
    name = mailings.values_list("name", flat=True).first()
    if name is None:
        raise RuleError(_("The mailing of this rule is no longer there."))
    return name


def _was_sent(value: object, organisation_id: int) -> Q:
    uuid = parse_uuid(value, missing=_("Choose a mailing."))
    mailing = Mailing.objects.filter(organisation_id=organisation_id, uuid=uuid)
    return did(Recipient.objects.filter(mailing=number_of(mailing), state__in=GOT_IT))


def _read_was_sent(value: object, organisation_id: int) -> str:
    return _("was sent “%(name)s”") % {"name": _name(value, organisation_id)}


def _signed_through(value: object, organisation_id: int) -> Q:
    """Whose confirmed signature began with the link in that mailing."""
    uuid = parse_uuid(value, missing=_("Choose a mailing."))
    came = Signature.objects.confirmed().filter(
        organisation_id=organisation_id, mailing_uuid=uuid
    )
    return did(came)


def _read_signed_through(value: object, organisation_id: int) -> str:
    return _("signed through the link in “%(name)s”") % {"name": _name(value, organisation_id)}


def _clicked(value: object, organisation_id: int) -> Q:
    """Who opened a link, as far as a person did: of one mailing, one of its links, since a day.

    What is left empty is any.
    """
    asked = parts(value)
    rows = Recipient.objects.filter(organisation_id=organisation_id, clicked_at__isnull=False)
    if asked.get("mailing"):
        uuid = parse_uuid(asked["mailing"], missing=_("Choose a mailing."))
        ours = Mailing.objects.filter(organisation_id=organisation_id, uuid=uuid)
        rows = rows.filter(mailing=number_of(ours))
    clicks: dict[str, object] = {}
    if asked.get("link"):
        clicks["clicks__link"] = _link(asked, organisation_id).pk
    if asked.get("since"):
        clicks["clicks__at__gte"] = parse_since(asked["since"])
    if clicks:  # one join: it is the same click of which all of it is asked
        clicks |= {"clicks__link__isnull": False, "clicks__verdict": Click.Verdict.PERSON}
        rows = rows.filter(**clicks)
    return did(rows)


def _link(asked: Mapping[str, Any], organisation_id: int) -> Link:
    number = str(asked["link"])
    ours = Link.objects.filter(mailing__organisation_id=organisation_id)
    if asked.get("mailing"):
        ours = ours.filter(mailing__uuid=asked["mailing"])
    link = ours.filter(pk=int(number)).first() if number.isdecimal() else None
    if link is None:
        raise RuleError(_("The link of this rule is no longer there."))
    return link


def _read_clicked(value: object, organisation_id: int) -> str:
    asked = parts(value)
    words = _("clicked a link in any mailing")
    if asked.get("mailing"):
        words = _("clicked a link in “%(name)s”") % {
            "name": _name(asked["mailing"], organisation_id)
        }
    if asked.get("link"):
        link = _link(asked, organisation_id)
        name = _name(link.mailing.uuid, organisation_id)
        words = _("clicked “%(link)s” in “%(name)s”") % {"link": link, "name": name}
    if asked.get("since"):
        day = date_format(parse_since(asked["since"]))
        words = _("%(words)s on %(day)s or later") % {"words": words, "day": day}
    return words


CRITERIA = (
    Criterion("clicked", _clicked, _read_clicked),
    Criterion("was_sent", _was_sent, _read_was_sent),
    Criterion("signed_through", _signed_through, _read_signed_through),
)

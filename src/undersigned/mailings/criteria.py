"""Criteria about mailings, for audiences: who was sent one."""

import uuid

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from undersigned.mailings.models import Mailing, Recipient
from undersigned.segments.criteria import Criterion, RuleError

# An uncertain one may have arrived: for a correction that counts as sent.
GOT_IT = (Recipient.State.SENT, Recipient.State.UNCERTAIN)


def _mailing_uuid(value: object) -> uuid.UUID:
    try:
        return uuid.UUID(str(value))
    except ValueError as error:
        raise RuleError(_("Choose a mailing.")) from error


def _was_sent(value: object, organisation_id: int) -> Q:
    received = Recipient.objects.filter(
        organisation_id=organisation_id,
        supporter=OuterRef("pk"),
        mailing__uuid=_mailing_uuid(value),
        state__in=GOT_IT,
    )
    return Q(Exists(received))


def _read_was_sent(value: object, organisation_id: int) -> str:
    mailings = Mailing.objects.filter(organisation_id=organisation_id)
    name = mailings.filter(uuid=_mailing_uuid(value)).values_list("name", flat=True).first()
    if name is None:
        raise RuleError(_("The mailing of this rule is no longer there."))
    return _("was sent “%(name)s”") % {"name": name}


CRITERIA = (Criterion("was_sent", _was_sent, _read_was_sent),)

"""Freezes a mailing's audience: one row an address, in one statement."""

from datetime import datetime

from django.db import connection
from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    F,
    OuterRef,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.utils import timezone

from undersigned.lib import references, uuids
from undersigned.mailings import audience, capping, controlling, dealing
from undersigned.mailings.models import Mailing, Recipient
from undersigned.petitions.models import Signature
from undersigned.segments import areas
from undersigned.segments.areas import Area
from undersigned.supporters.models import Supporter

_NEVER = Value(None, output_field=DateTimeField())
_MOMENT = {"sqlite": "%s", "postgresql": "%s::timestamptz"}


def sender(mailing: Mailing) -> Area:
    """The area, now, of who pressed 'send'."""
    ours = mailing.organisation_id
    return areas.of_actor(mailing.asked_by_id_text, organisation_id=ours)


def freeze(*, mailing: Mailing) -> int:
    """Writes the recipients and answers how many will get it; in the caller's transaction.

    Nobody outside of the sender's area: neither as it was when they sent, nor as it is now.

    Two people with one mailbox are one recipient, the one known longest. Asked again it adds
    nobody who is there already. Who is over the frequency cap stands in the list as left out.
    """
    # Nobody goes while it is written, so nobody on it has to be looked for again.
    references.wait_for_deletions(Supporter)
    at = mailing.frozen_at or timezone.now()
    warms_up = controlling.ceiling(mailing, on=at.date()) is not None
    people = audience.meant(mailing, by=sender(mailing)).annotate(
        why=_why(mailing, at=at), lot=dealing.lot(mailing),
        acted=_last_act() if warms_up else _NEVER,
    )  # fmt: skip
    chosen = people.values_list("pk", "canonical_address", "region", "why", "lot", "acted")
    deal = dealing.Deal.of(mailing)
    # Asked for only where it can happen: it costs a third more.
    frozen_before = Recipient.objects.filter(mailing=mailing).exists()
    skips = "ON CONFLICT DO NOTHING" if frozen_before else ""
    select, parameters = chosen.order_by().query.sql_with_params()
    table = connection.ops.quote_name(Recipient._meta.db_table)  # noqa: SLF001
    # The ORM has no INSERT … SELECT. `select` is the ORM's own, its values are parameters.
    # 'WHERE true' lets SQLite tell the SELECT's end from the ON of a join.
    statement = (
        f"INSERT INTO {table} (organisation_id, mailing_id, supporter_id, uuid,"  # noqa: S608
        " canonical_address, region, arm, tried, state, code, done_at, sender, tries, detail)"
        f" SELECT %s, %s, dealt.a, {uuids.SQL[connection.vendor]}, dealt.b, dealt.c,"
        f" {deal.arm}, {deal.tried}, CASE WHEN d = '' THEN {deal.state} ELSE %s END, d,"
        f" CASE WHEN d = '' THEN NULL ELSE {_MOMENT[connection.vendor]} END, '', 0, ''"
        f" FROM (SELECT a, b, c, d, f, {deal.place} AS place, {deal.everybody} AS everybody"
        " FROM (SELECT 0 AS a, '' AS b, '' AS c, '' AS d, '' AS e, NULL AS f WHERE false"
        f" UNION ALL {select}) AS chosen) AS dealt WHERE true"
        f" ORDER BY {'dealt.f DESC' if warms_up else 'dealt.b'} {skips}"
    )
    moment = connection.ops.adapt_datetimefield_value(at)
    values = (mailing.organisation_id, mailing.pk, Recipient.State.SKIPPED, moment)
    with references.unchecked(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # so that a million is sorted in memory
            cursor.execute("SET LOCAL work_mem = '192MB'")
        cursor.execute(statement, [*values, *parameters])
        written = int(cursor.rowcount)
    if not capping.holds(mailing):
        return written
    return written - Recipient.objects.filter(mailing=mailing, code=capping.CODE).count()


def _last_act() -> Coalesce:
    """When somebody last signed, else when we first knew them: whom a warm-up begins with."""
    signed = Signature.objects.confirmed().filter(supporter=OuterRef("pk"))
    newest = signed.order_by("-confirmed_at").values("confirmed_at")[:1]
    return Coalesce(Subquery(newest), F("created_at"))


def _why(mailing: Mailing, *, at: datetime) -> Case | Value:
    """Why somebody is left out, '' for nothing."""
    if not capping.holds(mailing):
        return Value("", output_field=CharField())
    enough = When(pk__in=capping.over(mailing, at=at), then=Value(capping.CODE))
    return Case(enough, default=Value(""), output_field=CharField())

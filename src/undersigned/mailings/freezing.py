"""Freezes a mailing's audience: one row an address, in one statement."""

from django.db import connection
from django.db.models import Min

from undersigned.mailings import audience
from undersigned.mailings.models import Mailing, Recipient
from undersigned.supporters.models import Supporter

# As each database holds a UUID: SQLite as 32 hexadecimal digits.
_RANDOM = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}


def freeze(*, mailing: Mailing) -> int:
    """Writes the recipients and answers how many; in the caller's transaction.

    Two people with one mailbox are one recipient, the one known longest. Asked again it adds
    nobody who is there already.
    """
    first = (
        audience.reachable(mailing)
        .order_by()
        .values("canonical_address")
        .annotate(first=Min("pk"))
        .values("first")
    )
    chosen = Supporter.objects.filter(pk__in=first).values_list(
        "pk", "canonical_address", "region"
    )
    select, parameters = chosen.order_by().query.sql_with_params()
    table = connection.ops.quote_name(Recipient._meta.db_table)  # noqa: SLF001
    # The ORM has no INSERT … SELECT. `select` is the ORM's own, its values are parameters.
    # 'WHERE true' lets SQLite tell the SELECT's end from the ON of a join.
    statement = (
        f"INSERT INTO {table} (organisation_id, mailing_id, supporter_id, uuid,"  # noqa: S608
        " canonical_address, region, state, sender, tries, code, detail)"
        f" SELECT %s, %s, chosen.a, {_RANDOM[connection.vendor]}, chosen.b, chosen.c,"
        " %s, '', 0, '', ''"
        f" FROM (SELECT 0 AS a, '' AS b, '' AS c WHERE false UNION ALL {select}) AS chosen"
        " WHERE true ON CONFLICT DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            [mailing.organisation_id, mailing.pk, Recipient.State.WAITING, *parameters],
        )
        return int(cursor.rowcount)

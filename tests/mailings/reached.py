"""Mailings that went out, and a crowd to whom everything happened that can."""

import csv
import io
from random import Random

from django.urls import reverse

from tests import make
from tests.make import NOON
from undersigned.mailings.models import Click, Link, Mailing, Recipient
from undersigned.organisations.models import Organisation
from undersigned.outbox.returns.kinds import Kind
from undersigned.petitions.models import Signature

NUMBER = 240


def mailing(ours: Organisation, name: str = "Five to go", **values: object) -> Mailing:
    fields = {"state": Mailing.State.SENT, "frozen_at": NOON, "finished_at": NOON} | values
    return make.mailing(ours, name=name, **fields)


def crowd(mailing: Mailing, number: int = NUMBER) -> list[Recipient]:
    """Of all kinds that there are, by chance."""
    chance = Random(7)  # noqa: S311  no secret
    link = Link.objects.create(mailing=mailing, address="/post-offices/?a=1", key="one")
    campaign = mailing.organisation.campaign_set.get()
    rows = []
    for place in range(number):
        name = f"P{place} N{mailing.pk}"
        person = make.supporter(
            mailing.organisation, name, region=chance.choice(["OH", "IA", ""])
        )
        state = chance.choice([*Recipient.State.values, "sent", "sent", "sent"])
        back = (
            chance.choice([*(kind.value for kind in Kind), "", "", ""])
            if state in ("sent", "failed")
            else ""
        )
        arm = "" if state == "kept" else chance.choice("ABC")
        row = Recipient.objects.create(
            organisation=mailing.organisation, mailing=mailing, supporter=person, state=state,
            canonical_address=person.canonical_address, region=person.region, returned=back,
            returned_at=NOON if back else None, arm=arm, tried=bool(arm), done_at=NOON,
            unsubscribed_at=NOON if state == "sent" and chance.random() < 0.1 else None,
        )  # fmt: skip
        rows.append(row)
        if state == "sent" and chance.random() < 0.5:
            verdict = chance.choice(["person", "sweep", "head"])
            _click(row, link, verdict)
            if verdict == "person" and chance.random() < 0.5:
                made = make.signature(campaign, person)
                Signature.objects.filter(pk=made.pk).update(mailing_uuid=mailing.uuid)
    return rows


def _click(row: Recipient, link: Link, verdict: str) -> None:
    Click.objects.create(
        link=link, recipient=row, at=NOON, method="GET", verdict=verdict, rules=1
    )
    if verdict == "person":
        row.clicked_at = NOON
        row.save(update_fields=["clicked_at"])


def page(ours: Organisation, one: Mailing, name: str = "results") -> str:
    return reverse(f"mailings:{name}", args=[ours.slug, one.uuid])


def rows(answer: object) -> list[list[str]]:
    data = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(data)))

"""What quotes a claim: on its page, and in the email that says that it fell."""

import re
from datetime import timedelta

import pytest

from tests import make
from tests.automations import making
from tests.evidence import rows
from undersigned.accounts.models import Membership
from undersigned.evidence import addresses, binding, rechecking
from undersigned.mailings.blocks import kinds
from undersigned.mailings.models import Mailing, Variant
from undersigned.organisations.auditing import CLOCK
from undersigned.outbox.models import Message
from undersigned.press.models import Quote, Release

pytestmark = pytest.mark.django_db
SENTENCE = "61% of registered voters would keep the ferry."
WORDS = kinds.new("text", words="Hello")


def test_whoever_is_told_of_a_fall_hears_where_the_claim_is_quoted() -> None:
    ours = make.organisation()
    claim = binding.add(
        organisation=ours, values={"sentence": SENTENCE, "result": rows.poll(ours)},
        at=make.NOON, by=CLOCK,
    )  # fmt: skip
    link = f"[so it is]({addresses.of_claim(ours.slug, claim.uuid)})"
    make.campaign(ours, "dams").claims.add(claim)
    for slug, withdrawn in (("quoted", None), ("withdrawn", make.NOON)):
        release = Release.objects.create(
            organisation=ours, slug=slug, headline=f"It is {slug}", withdrawn_at=withdrawn,
            created_at=make.NOON,
        )  # fmt: skip
        Quote.objects.create(release=release, words=f"I say: {SENTENCE}", speaker="A", place=0)
    make.mailing(ours, name="News", body=f"We know: {SENTENCE.upper()}")
    tried = make.mailing(ours, name="Tried", in_blocks=True, blocks=[WORDS])
    parts = {str(WORDS["id"]): {"words": link}}
    Variant.objects.create(mailing=tried, letter="B", parts=parts)
    make.mailing(ours, name="Gone out", body=link, state="sent")
    step = making.letter(making.draft(ours), "Hello")
    assert step.mailing
    Mailing.objects.filter(pk=step.mailing.pk).update(body=link)

    rechecking.check_due(at=make.NOON + timedelta(days=200))

    (letter,) = Message.objects.filter(subject="A claim no longer holds")
    client = make.signed_in(Membership.objects.get(organisation=ours))
    page = client.get(f"/dashboard/{ours.slug}/evidence/claims/{claim.uuid}/").text
    for said in (letter.text, page):
        for what in (
            "Campaign “", "Release “It is quoted”", "Mailing “News” (draft)",
            "Mailing “Tried” (draft)", "Automation “Welcome”",
        ):  # fmt: skip
            assert what in said
        assert "It is withdrawn" not in said
        assert "Gone out" not in said
    paths = re.findall(r"http://localhost:8000(/\S+)", letter.text)
    assert len(paths) == 6
    assert {client.get(path).status_code for path in paths} == {200}


def test_a_claim_that_nothing_quotes_says_so() -> None:
    ours = make.organisation()
    claim = binding.add(
        organisation=ours, values={"sentence": SENTENCE}, at=make.NOON, by=CLOCK
    )
    page = make.signed_in(make.member(ours)).get(
        f"/dashboard/{ours.slug}/evidence/claims/{claim.uuid}/"
    )
    assert "In no campaign, and in none of your newest 200 releases" in page.text

"""A sender that hands mail to a provider's API is killed: the promises are those of SMTP."""

from types import SimpleNamespace

import pytest

from tests.kills import mailed
from tests.outbox import apis

pytestmark = [pytest.mark.kills]
PEOPLE = 40
POINTS = (
    "mailings.before_data:4", "outbox.before_data:3", "outbox.after_answer:3",
    "mailings.after_data:3",
)  # fmt: skip


@pytest.fixture
def provider():
    with apis.running("mailgun", delay=0.02) as started:
        yield started


@pytest.fixture
def variables(provider):
    return {
        "UNDERSIGNED_SMTP_URL": "",
        "UNDERSIGNED_MAIL_API": (
            f"mailgun+plain://{apis.KEY}@127.0.0.1:{provider.port}/mg.rivervalley.example"
        ),
        "UNDERSIGNED_MAIL_WEBHOOK_SECRET": apis.SIGNING_KEY,
    }


def test_nobody_is_called_for_twice_and_nobody_is_lost(installation, provider):
    installation.ask("mailing", PEOPLE, 0)
    mailed.begin(installation)
    mailed.die(installation, POINTS[0])
    installation.ask("withdraw", mailed.WITHDRAWN)
    for point in POINTS[1:]:
        mailed.die(installation, point)
    installation.kill("clock")
    mailed.finish(installation)

    taken = [SimpleNamespace(rcpt_tos=[call.to]) for call in provider.calls]
    uncertain = mailed.check(installation, SimpleNamespace(taken=taken), people=PEOPLE)
    assert len(uncertain) <= mailed.CONNECTIONS * len(POINTS)

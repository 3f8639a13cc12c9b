"""What a relay says for good at once counts like a bounce that comes back by mail."""

import uuid

import pytest

from undersigned.outbox.outcomes import Refused
from undersigned.outbox.return_path import About, Named
from undersigned.outbox.returns import recording
from undersigned.outbox.returns.kinds import Kind

ID = uuid.UUID("5b0e7f3c-8f3a-4a2b-9a43-0d6d2f1c7e55")


@pytest.mark.parametrize(
    ("stage", "code", "reply", "kind"),
    [
        ("rcpt", 550, "5.1.1 <rosa@dead.example>: User unknown", Kind.HARD),
        ("rcpt", 550, "No such user here", Kind.HARD),
        ("rcpt", 452, "4.2.2 Mailbox full", Kind.FULL),
        ("content", 550, "5.7.1 Message on our block list", Kind.BLOCKED),
        ("mail", 550, "5.1.1 Sender address unknown", Kind.OTHER),
    ],
)
def test_a_refusal_is_classed_by_its_words_and_never_blames_the_person_for_the_sender(
    stage: str, code: int, reply: str, kind: Kind
) -> None:
    came = recording.of_refusal(
        Refused(code, permanent=True, stage=stage, reply=reply),
        named=Named(About.LETTER, ID), to="rosa@Dead.example", attempt=1,
    )  # fmt: skip
    assert came.report.kind == kind
    assert came.report.domain == "dead.example"
    assert "rosa" not in came.report.words

"""A mailing that is sent while its senders die: begun, finished, and held to its promises."""

from tests.kills.installation import recipients
from tests.outbox.relays import Relay

REFUSED, WITHDRAWN = 2, 3
CONNECTIONS = 2  # of a sender: each may have one message on its way
FEW = ("--senders", "1", "--connections", str(CONNECTIONS))


class Choosy(Relay):
    """A relay that knows some of the mailboxes not."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if address.startswith("unknown"):
            return "550 no such mailbox"
        return await super().handle_RCPT(server, session, envelope, address, options)


def begin(installation):
    """The clock freezes the mailing, and gives back what the dead held; it sends nothing."""
    installation.start("worker", "--only", "clock", name="clock")
    installation.wait_until(lambda: installation.ask("mailed")["state"] == "sending")


def die(installation, point):
    installation.start("worker", "--only", "mail", *FEW, fault=point)
    installation.dies("worker")
    installation.ask("lapse")


def is_over(installation):
    return installation.ask("mailed")["state"] == "sent"


def finish(installation):
    """Goes on to the end, and a little beyond it."""
    installation.start("worker")
    installation.wait_until(lambda: is_over(installation))
    installation.kill("worker")
    installation.ask("lapse")
    installation.start("worker")
    installation.wait_until(lambda: installation.ask("came_by", "recover and finish mailings"))
    installation.kill("worker")


def check(installation, relay, *, people):
    found = installation.ask("mailed")
    totals, by_state = found["totals"], found["by_state"]
    taken = recipients(relay.taken)
    sent, uncertain = set(by_state["sent"]), set(by_state["uncertain"])
    assert len(taken) == len(set(taken)), "somebody got it twice"
    assert sent <= set(taken) <= sent | uncertain, "the record and the relay disagree"
    assert set(by_state) <= {"sent", "uncertain", "failed", "skipped"}
    everyone = [address for addresses in by_state.values() for address in addresses]
    assert len(everyone) == len(set(everyone)) == people, "somebody was lost"
    assert all(address.startswith("unknown") for address in by_state["failed"])
    bounced = sum(totals[name] for name in ("hard", "soft", "blocked", "refused"))
    assert len(by_state["failed"]) == bounced
    assert len(uncertain) == totals["uncertain"] == len(found["listed"])
    assert set(found["listed"]) == uncertain, "an uncertain one is not listed"
    assert totals["left_out"] == WITHDRAWN
    assert totals["waiting"] == totals["deferred"] == 0
    handled = sum(totals[name] for name in ("delivered", "left_out", "uncertain"))
    assert bounced + handled == totals["total"] == people
    print(  # noqa: T201  for `make endure`
        f"{people} recipients: 0 lost, 0 twice, {len(uncertain)} uncertain and listed, "
        f"{len(sent)} sent"
    )
    return uncertain

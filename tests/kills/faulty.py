"""A relay that fails in every way a relay can, at moments that a seed decides."""

import asyncio
from collections import Counter
from random import Random

from tests.kills.mailed import Choosy

SLOW_SECONDS = 0.3
# How often, of a hundred greetings (the first) or messages. The names stand in
# docs/operator/crashes.md, with what comes of each.
GREETED = {"refuse": 20}
ASKED = {"421": 4}
ADDRESSED = {"4xx": 6}
HANDED = {"4xx after DATA": 3, "slow": 5, "drop at DATA": 2, "drop after DATA": 3}
FAULTS = [*GREETED, *ASKED, *ADDRESSED, *HANDED]
LOST_ANSWERS = ("drop at DATA", "drop after DATA")


class Faulty(Choosy):
    """Counts in `met` what it did to whom it talked to."""

    def __init__(self, moments: Random) -> None:
        super().__init__()
        self.moments, self.is_well = moments, False
        self.met: Counter[str] = Counter()

    @property
    def lost_answers(self) -> int:
        """Messages whose end the sender cannot know."""
        return sum(self.met[name] for name in LOST_ANSWERS)

    def _fault(self, chances):
        drawn = self.moments.uniform(0, 100)
        for name, chance in chances.items():
            if drawn < chance and not self.is_well:
                self.met[name] += 1
                return name
            drawn -= chance
        return ""

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        if self._fault(GREETED):
            server.transport.abort()
        return responses

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802
        if self._fault(ASKED):
            return "421 4.3.2 too many connections, try again later"
        return await super().handle_MAIL(server, session, envelope, address, options)

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        if self._fault(ADDRESSED):
            return "450 4.2.1 this mailbox is busy"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        match self._fault(HANDED):
            case "4xx after DATA":
                return "452 4.3.1 no room just now"
            case "slow":
                await asyncio.sleep(SLOW_SECONDS)
            case "drop at DATA":
                server.transport.abort()
                return "421 gone"
            case "drop after DATA":
                answer = await super().handle_DATA(server, session, envelope)
                server.transport.abort()
                return answer
            case _:
                pass
        return await super().handle_DATA(server, session, envelope)

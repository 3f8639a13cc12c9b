"""A source of letters for a desk, and relays of plain sockets that say what a test wants."""

import socket
import threading
import time
from contextlib import closing, suppress

from undersigned.outbox.dispatching import Desk
from undersigned.outbox.items import Item
from undersigned.outbox.opening import Address
from undersigned.outbox.outcomes import Withheld
from undersigned.outbox.transport import RelayPool

LETTER = b"Subject: Hello\r\n\r\nDear Ana,\r\n.a line with a dot\r\nyours\r\n"


class Letters:
    """A source of letters to these addresses; it keeps what came of each."""

    def __init__(self, *addresses, data=LETTER, stops=(), withheld=(), never_leaves=False):
        self.left = [Item(self, to, never_leaves=never_leaves) for to in addresses]
        self.data, self.stops, self.withheld = data, stops, withheld
        self.outcomes, self.noted_at, self.may, self.must_not = {}, {}, [], []

    def feed(self, room):
        taken, self.left = self.left[:room], self.left[room:]
        return taken

    def rest(self):
        return float("inf")

    def compose(self, item):
        item.fill(sender="us@example.org", to=item.row, data=self.data)
        return Withheld("no more") if item.row in self.withheld else None

    def note(self, items):
        for item in items:
            self.noted_at[item.row] = time.monotonic()
            (self.must_not if item.row in self.stops else self.may).append(item)

    def noted(self):
        found = self.may, self.must_not
        self.may, self.must_not = [], []
        return found

    def took(self, results):
        for item, outcome in results:
            assert item.row not in self.outcomes, "two outcomes of one message"
            self.outcomes[item.row] = outcome

    def give_back(self, items):
        self.left += items

    def settle(self, *, all_of_it):
        pass

    def break_off(self):
        pass


def address(port, **changes):
    values = {"host": "localhost", "port": port, "security": "none", "timeout": 2.0} | changes
    return Address(**values)


def send(letters, *addresses, connections=1):
    """All of them over these relays, until each has its outcome."""
    pool = RelayPool(addresses, connections=connections)
    desk = Desk(pool, [letters])
    while desk.feed_once(letters, 1000):
        desk.drain()
    pool.close()
    return letters.outcomes


def send_one(relay, *, to="ana@example.org", data=LETTER, **changes):
    return send(Letters(to, data=data), address(relay.port, **changes))[to]


def people(number):
    return [f"supporter{n}@example.org" for n in range(number)]


def scripted(*answers, then=None, hello="250 hello"):
    """A server of plain sockets that says these lines, one a command, and then keeps silent."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        # The sender may hang up first: that is what some of the tests are about.
        with suppress(OSError), closing(listener), closing(listener.accept()[0]) as client:
            client.sendall(b"220 hello\r\n")
            for answer in (hello, *answers) if hello else answers:
                client.recv(65536)
                client.sendall(answer.encode() + b"\r\n")
            if then:
                then(client)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return listener.getsockname()[1], thread


def silence(client):
    client.recv(65536)
    time.sleep(1)

"""A mailing frozen, sent and recorded, beside Django's own way, on both databases.

One sender process and a sink on this machine (Debian's package `postfix`: smtp-sink, beside
smtp-source as the ceiling), so the machine's processors are shared by both. Django's way: a
template, EmailMultiAlternatives and smtplib on one connection, with no row a recipient, no
journal, no unsubscribe link: what one would write in an hour. The same words, the same links,
about 10 kB. Last, a relay that is 20 ms away, over 16 connections.
Run: make bench, or python benchmarks/mailings.py [people [SQLite|PostgreSQL]]
"""

import dataclasses
import json
import subprocess
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import far, letters, postfix, servers
from tests import postgres

FAR = servers.free_port()
# How it is sent: as all mailings are; as if its text were rendered and encoded for each person;
# and with a signature of our own.
_WAYS = ("text encoded once", "general path", "RSA-2048, text encoded once")
_OURS = """
import json, resource, time
from undersigned.lib import heap, leasing, mime
from undersigned.mailings import composing, counting, merging, scheduling, sending
from undersigned.outbox import keys, transport
from undersigned.outbox.dispatching import Desk
if way == "general path":
    class Rendered:
        def __init__(self, source, *, html):
            self.template = merging.template(source.rstrip(), html=html)
        def fill(self, values):
            return mime.quoted(self.template.render(values))
    composing.precoding.compile_ = Rendered
if way.startswith("RSA"):
    keys.make("example.org", with_ed25519=False)
keys.switch("example.org", on=way.startswith("RSA"))
heap.settle()  # as a sender does
began = time.perf_counter()
scheduling.start_due(at=leasing.now())
frozen, cpu = time.perf_counter(), time.process_time()
pool = transport.open_way(connections=connections)
source = sending.Mailings(wake=pool.wake, only=Mailing.objects.get(pk=mailing.pk))
desk = Desk(pool, [source])
quiet = 0
while quiet < 3:
    desk.turn(0.1)
    quiet = 0 if desk.in_hand else quiet + 1
    if not desk.in_hand:
        time.sleep(0.1)
desk.finish()
sent, cpu = time.perf_counter() - 0.3, time.process_time() - cpu
print(json.dumps({"freeze": frozen - began, "send": sent - frozen, "cpu": cpu,
    "sent": counting.whole(counting.counted(mailing)).delivered,
    "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}))
"""
_PLAIN = """
import json, time
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template import Context, Template
from django.utils.html import strip_tags
from undersigned.lib import markdown
from undersigned.mailings.models import Mailing
from undersigned.supporters.models import Supporter
mailing = Mailing.objects.order_by("pk")[0]
words = str(markdown.render(mailing.body.replace('first_name or "friend"', "first_name")))
template = Template("<!doctype html><html><body>" + words + "</body></html>")
connection = get_connection("django.core.mail.backends.smtp.EmailBackend",
    host="127.0.0.1", port=port)
began, cpu, sent = time.perf_counter(), time.process_time(), 0
connection.open()
for person in Supporter.objects.order_by("pk")[:people].iterator():
    html = template.render(Context({"first_name": person.given_name}))
    mail = EmailMultiAlternatives(mailing.subject, strip_tags(html), "news@example.org",
        [person.email], connection=connection)
    mail.attach_alternative(html, "text/html")
    sent += mail.send()
connection.close()
print(json.dumps({"send": time.perf_counter() - began,
    "cpu": time.process_time() - cpu, "sent": sent}))
"""


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    databases = sys.argv[2:] or ["SQLite", "PostgreSQL"]
    ceiling(people)
    if "SQLite" in databases:
        with servers.installation("SQLite") as sqlite:
            measure(sqlite, people)
    if "PostgreSQL" in databases:
        # Durable, unlike in the tests: a commit waits for the disk.
        postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
        with postgres.running() as url, servers.installation("PostgreSQL", url) as made:
            measure(made, people)


def ceiling(people: int) -> None:
    """Postfix's own source into the same sink: messages of 10 kB that nobody composes."""
    with postfix.sink() as relay:
        command = ["smtp-source", "-s", "64", "-m", str(people), "-l", "10000", "-N"]
        began = time.perf_counter()
        subprocess.run([postfix.program(command[0]), *command[1:], relay.address], check=True)
        took = time.perf_counter() - began
    print(f"smtp-source into smtp-sink: {people / took:,.0f}/s", flush=True)


def measure(made: servers.Installation, people: int) -> None:
    print(f"{made.name}, {people:,} people", flush=True)
    made.shell(letters.people(people))
    for way in _WAYS:
        with postfix.sink() as relay:
            found = send(made, way, relay.port, connections=64)
            told(way, found, relay.seconds())
        frozen, memory = found["freeze"], found["memory"]
        print(f"    frozen in {frozen:.2f} s; memory {memory:.0f} MB", flush=True)
    with postfix.sink() as relay, far.away(relay.port, port=FAR, seconds=0.02):
        found = send(made, _WAYS[0], FAR, connections=16)
        told("16 lines to one 20 ms away", found, relay.seconds())
    with postfix.sink() as relay:
        code = f"port, people = {relay.port}, {max(people // 10, 1)}\n{_PLAIN}"
        told("Django's mail over smtplib", json.loads(made.shell(code)), relay.seconds())


def send(
    made: servers.Installation, way: str, port: int, *, connections: int
) -> dict[str, float]:
    variables = made.variables | {"UNDERSIGNED_SMTP_URL": f"smtp+plain://127.0.0.1:{port}"}
    ours = dataclasses.replace(made, variables=variables)
    code = f"way, connections = {way!r}, {connections}\n{letters.MAILING}{_OURS}"
    found: dict[str, float] = json.loads(ours.shell(code))
    return found


def told(name: str, found: dict[str, float], sink: float) -> None:
    number = found["sent"]
    rate, cpu = number / found["send"], 1e6 * found["cpu"] / number
    print(
        f"  {name:28} {rate:7,.0f}/s   {cpu:6,.0f} us of our processor each"
        f" ({1e6 / cpu:,.0f}/s a core), {1e6 * sink / number:,.0f} us of the sink's",
        flush=True,
    )


if __name__ == "__main__":
    main()

"""A mailing frozen, sent and recorded, beside Django's own way, on both databases.

One sender process and a mail server on this machine that takes everything and counts it, so the
machine's processors are shared by both. Django's way: a template, EmailMultiAlternatives and
smtplib on one connection, with no row a recipient, no journal, no unsubscribe link: what one
would write in an hour. The same words, the same links, about 4 kB.
Run: make bench, or python benchmarks/mailings.py [people]
"""

import dataclasses
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.load import servers, sink
from tests import postgres

_BODY = (
    'Dear {{ first_name or "friend" }},\\n\\n'
    + "The council meets on Tuesday, and **four thousand of us** have signed. " * 12
    + "\\n\\n[Read the case and sign](/post-offices/)\\n"
)
_PEOPLE = f"""
from django.utils import timezone
from undersigned.campaigns.models import Campaign
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
from undersigned.supporters import remembering
from undersigned.supporters.models import Supporter
now = timezone.now()
ours = Organisation.objects.get()
Organisation.objects.update(postal_address="1 Main Street", hold_minutes=0,
    approval_above=10**9)
batch = [remembering.Person(organisation_id=ours.pk, email=f"signer.{{n}}@example.org",
    given_name="Rosa", family_name=f"Diaz {{n}}", region="OH") for n in range({{people}})]
for start in range(0, len(batch), 1000):
    remembering.remember(batch[start:start + 1000], at=now)
Supporter.objects.update(email_consent="given")
Mailing.objects.create(organisation=ours, name="Bench", subject="Tuesday", from_name="Bench",
    from_address="news@example.org", body={_BODY!r}.replace("\\\\n", chr(10)), created_at=now,
    state="held", hold_until=now, created_by_id_text="x", created_by_label="x")
"""
_OURS = """
import json, time
from undersigned.lib import leasing
from undersigned.mailings import results, scheduling, sending
from undersigned.mailings.models import Mailing
began = time.perf_counter()
scheduling.start_due(at=leasing.now())
frozen = time.perf_counter()
mailing = Mailing.objects.select_related("organisation").get()
cpu = time.process_time()
while sending.send_batch(mailing=mailing):
    pass
sent = time.perf_counter()
print(json.dumps({"freeze": frozen - began, "send": sent - frozen,
    "cpu": time.process_time() - cpu, "sent": results.totals(mailing).sent}))
"""
_PLAIN = """
import json, time
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template import Context, Template
from django.utils.html import strip_tags
from undersigned.lib import markdown
from undersigned.mailings.models import Mailing
from undersigned.supporters.models import Supporter
mailing = Mailing.objects.get()
words = str(markdown.render(mailing.body.replace('first_name or "friend"', "first_name")))
template = Template("<!doctype html><html><body>" + words + "</body></html>")
connection = get_connection("django.core.mail.backends.smtp.EmailBackend",
    host="127.0.0.1", port={port})
began, cpu, sent = time.perf_counter(), time.process_time(), 0
connection.open()
for person in Supporter.objects.order_by("pk")[:{people}].iterator():
    html = template.render(Context({{"first_name": person.given_name}}))
    mail = EmailMultiAlternatives(mailing.subject, strip_tags(html), "news@example.org",
        [person.email], connection=connection)
    mail.attach_alternative(html, "text/html")
    sent += mail.send()
connection.close()
print(json.dumps({{"send": time.perf_counter() - began,
    "cpu": time.process_time() - cpu, "sent": sent}}))
"""


def main() -> None:
    people = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    with servers.installation("SQLite") as sqlite:
        measure(sqlite, people)
    # Durable, unlike in the tests: a commit waits for the disk.
    postgres.OPTIONS.update(fsync="on", full_page_writes="on", synchronous_commit="on")
    with postgres.running() as url, servers.installation("PostgreSQL", url) as postgresql:
        measure(postgresql, people)


def measure(made: servers.Installation, people: int) -> None:
    print(f"{made.name}, {people:,} people", flush=True)
    made.shell(_PEOPLE.replace("{people}", str(people)))
    with sink.running() as relay:
        url = f"smtp+plain://{servers.HOST}:{relay.port}"
        ours = dataclasses.replace(
            made, variables=made.variables | {"UNDERSIGNED_SMTP_URL": url}
        )
        found = json.loads(ours.shell(_OURS))
    print(f"  frozen in {found['freeze']:.2f} s")
    told("ours: sent and recorded", found, relay.taken)
    with sink.running() as relay:
        code = _PLAIN.format(port=relay.port, people=max(people // 5, 1))
        plain = json.loads(made.shell(code))
    told("Django's mail over smtplib", plain, relay.taken)


def told(name: str, found: dict[str, float], taken: int) -> None:
    number = found["sent"]
    rate, cpu = number / found["send"], 1000 * found["cpu"] / number
    lost = "" if taken == number else f"   {taken:,} TAKEN OF {number:,}"
    print(f"  {name:30} {rate:8,.0f}/s   {cpu:5.2f} ms of processor each{lost}", flush=True)


if __name__ == "__main__":
    main()

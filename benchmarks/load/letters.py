"""A mailing of about 10 kB and its people, as code for an installation's shell."""

BODY = (
    'Dear {{ first_name or "friend" }},\n\n'
    + "The council meets on Tuesday, and **four thousand of us** have signed. " * 27
    + "\n\n[Read the case and sign](/post-offices/)\n"
)
_PEOPLE = """
from django.utils import timezone
from undersigned.organisations.models import Organisation
from undersigned.supporters import remembering
from undersigned.supporters.models import Supporter
now = timezone.now()
ours = Organisation.objects.get()
Organisation.objects.update(postal_address="1 Main Street", hold_minutes=0,
    approval_above=10**9, warms_up=False)
for start in range(0, people, 1000):
    remembering.remember([remembering.Person(organisation_id=ours.pk,
        email=f"signer.{n}@example.org", given_name="Rosa", family_name=f"Diaz {n}",
        region="OH") for n in range(start, min(start + 1000, people))], at=now)
Supporter.objects.update(email_consent="given")
"""
# `mailing`, which goes out when a worker comes by; `body` is what it says.
MAILING = f"""
from django.utils import timezone
from undersigned.mailings.models import Mailing
from undersigned.organisations.models import Organisation
now, body = timezone.now(), {BODY!r}
mailing = Mailing.objects.create(organisation=Organisation.objects.get(), name="Bench",
    subject="Tuesday", from_name="Bench", from_address="news@example.org", body=body,
    created_at=now, state="held", hold_until=now, created_by_id_text="x",
    created_by_label="x")
"""


def people(number: int) -> str:
    """So many who may be emailed."""
    return f"people = {number}\n{_PEOPLE}"

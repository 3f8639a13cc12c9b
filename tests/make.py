"""Rows for tests: plain typed functions with sensible defaults, a section a room.

Each calls the room's own verbs where there are some, so that a test's rows are like real ones.
"""
# Sections in the order of the floors, lowest first; put yours where it belongs.

from datetime import UTC, datetime

from django.test import Client

from undersigned.accounts import joining, recording
from undersigned.accounts.models import Membership, Role, User
from undersigned.campaigns.models import Campaign
from undersigned.guard import refusing
from undersigned.guard.models import Rates
from undersigned.lib.hashing import address_hash
from undersigned.lib.text import canonical_address, mail_domain
from undersigned.mailings import counting
from undersigned.mailings.counting import Numbers
from undersigned.mailings.models import Mailing
from undersigned.organisations.auditing import Actor
from undersigned.organisations.models import Organisation
from undersigned.petitions import texting
from undersigned.petitions.models import Petition, Signature
from undersigned.supporters.models import EmailConsent, Supporter

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)  # the usual `at` of a test
PASSWORD = "seven ducks on the river"


# organisations and accounts


def organisation(
    name: str = "River Valley Neighbors", slug: str = "river-valley", **values: object
) -> Organisation:
    return Organisation.objects.create(name=name, slug=slug, created_at=NOON, **values)


def user(name: str = "Ana Lopez", *, password: str | None = PASSWORD) -> User:
    """The address comes from the name: ana.lopez@example.org."""
    email = f"{name.lower().replace(' ', '.')}@example.org"
    return joining.add_user(email=email, name=name, at=NOON, password=password)


def member(
    organisation: Organisation, name: str = "Ana Lopez", role: Role = Role.OWNER
) -> Membership:
    """A new person in the team."""
    return Membership.objects.create(
        organisation=organisation, user=user(name), role=role, since=NOON
    )


def actor(membership: Membership) -> Actor:
    return recording.actor_for(membership.user)


def signed_in(membership: Membership) -> Client:
    """A browser in which this member is signed in."""
    client = Client()
    client.force_login(membership.user)
    return client


# supporters


def supporter(
    organisation: Organisation,
    name: str = "Rosa Diaz",
    *,
    email: str = "",
    region: str = "OH",
    consent: EmailConsent = EmailConsent.NONE,
    **values: object,
) -> Supporter:
    """The address comes from the name where none is given: rosa.diaz@example.org."""
    given, _space, family = name.partition(" ")
    address = email or f"{name.lower().replace(' ', '.')}@example.org"
    return Supporter.objects.create(
        organisation=organisation,
        canonical_address=canonical_address(address),
        address_hash=address_hash(canonical_address(address)),
        email=address,
        given_name=given,
        family_name=family,
        region=region,
        email_consent=consent,
        created_at=NOON,
        **values,
    )


# guard


def rates(organisation: Organisation, **values: object) -> Rates:
    """What the staff of the organisation find normal; a new second has begun."""
    row, _made = Rates.objects.update_or_create(organisation=organisation, defaults=values)
    refusing.forget_snapshots()
    return row


# campaigns and petitions


def campaign(
    organisation: Organisation, slug: str = "post-offices", **values: object
) -> Campaign:
    """A live campaign with its petition."""
    fields: dict[str, object] = {
        "title": "Keep rural post offices open",
        "state": Campaign.State.LIVE,
        "launched_at": NOON,
        "created_at": NOON,
    }
    made = Campaign.objects.create(organisation=organisation, slug=slug, **(fields | values))
    petition = Petition.objects.create(campaign=made)
    if made.state == Campaign.State.LIVE:
        texting.write(petition, at=NOON)
        petition.texts.update(opened_at=NOON)  # as if its leaf were in a signed tree
        petition.refresh_from_db()
    return made


def signature(campaign: Campaign, supporter: Supporter, **values: object) -> Signature:
    """A confirmed signature, as a row; a test of signing itself uses the verbs."""
    fields: dict[str, object] = {
        "state": Signature.State.CONFIRMED,
        "signed_at": NOON,
        "confirmed_at": NOON,
        "given_name": supporter.given_name,
        "family_name": supporter.family_name,
        "country": "US",
        "region": supporter.region,
        "mail_domain": mail_domain(supporter.canonical_address),
    }
    return Signature.objects.create(
        organisation=campaign.organisation,
        petition=campaign.petition,
        supporter=supporter,
        canonical_address=supporter.canonical_address,
        email=supporter.email,
        **(fields | values),
    )


# mailings


def mailing(organisation: Organisation, **values: object) -> Mailing:
    """A draft that may go as it is, to everybody who agreed to email."""
    fields: dict[str, object] = {
        "name": "Post office news",
        "subject": 'Good news, {{ first_name or "friend" }}',
        "body": "Dear {{ first_name or 'friend' }},\n\n**It works.** [Read](/o/river-valley/).",
        "from_name": "River Valley Neighbors",
        "from_address": "news@rivervalley.example",
        "created_by_id_text": "member:1",
        "created_by_label": "Ana Lopez",
        "created_at": NOON,
    }
    return Mailing.objects.create(organisation=organisation, **(fields | values))


def numbers(mailing: Mailing) -> Numbers:
    """What became of it, counted now."""
    return counting.whole(counting.counted(mailing))

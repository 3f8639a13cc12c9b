"""The two examples: loaded by the verbs of real people, and removed without a trace."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from tests import make
from tests.ledger import making
from undersigned.accounts.models import Membership, Role
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.examples import crowd, invented, loading, removing, showing
from undersigned.ledger.models import Opening
from undersigned.organisations.auditing import COMMAND_LINE
from undersigned.organisations.models import AuditEntry, Organisation
from undersigned.outbox.models import Message
from undersigned.petitions import recounting
from undersigned.petitions.models import CountSnapshot, Signature
from undersigned.supporters.models import EmailConsent, Supporter

pytestmark = pytest.mark.django_db
B = Organisation.Example.RECONSTRUCTED


@pytest.fixture
def gathered() -> Campaign:
    campaign = invented.load(at=make.NOON)
    crowd.gather(campaign, at=make.NOON, people=150, signers=120)
    showing.show(at=make.NOON)
    return campaign


def test_the_crowd_signs_in_order_over_the_sixty_days(gathered):
    rows = list(Signature.objects.order_by("confirmed_at"))

    assert len(rows) == 120
    assert {row.state for row in rows} == {Signature.State.CONFIRMED}
    confirmed = [row.confirmed_at for row in rows if row.confirmed_at]
    assert timedelta(days=59) < make.NOON - confirmed[0] < timedelta(days=61)
    assert confirmed[-1] < make.NOON
    signed = [row.signed_at for row in rows]
    assert all(one < two for one, two in zip(signed, confirmed, strict=True))
    assert CountSnapshot.objects.get(petition__campaign=gathered).count == 120
    assert recounting.compare(gathered.petition, repair=False, at=make.NOON) is None
    assert making.count(making.public(), gathered.petition.uuid) == 120


def test_nobody_of_it_is_emailed_and_all_addresses_are_reserved(gathered):
    domains = {
        email.partition("@")[2] for email in Supporter.objects.values_list("email", flat=True)
    }

    assert not Message.objects.exists()
    assert domains == {"example.org", "example.com", "example.net"}


def test_part_of_it_agreed_to_email_and_came_by_sources_and_by_each_other(gathered):
    agreed = Supporter.objects.filter(email_consent=EmailConsent.GIVEN).count()

    assert 60 < agreed < 120
    assert Supporter.objects.count() == 150
    assert Signature.objects.exclude(source="").exists()
    assert Signature.objects.filter(referred_by__isnull=False).exists()


def test_removing_it_takes_everything_and_nothing_else(gathered):
    other = make.campaign(make.organisation(), slug="another")
    make.signature(other, make.supporter(other.organisation))

    loading.remove(gathered.organisation, at=make.NOON, by=COMMAND_LINE)
    showing.show(at=make.NOON)

    assert making.count(making.public(), gathered.petition.uuid) == 0
    assert not Opening.objects.exists()
    assert list(Organisation.objects.values_list("slug", flat=True)) == ["river-valley"]
    assert Signature.objects.count() == Supporter.objects.count() == 1
    assert AuditEntry.objects.get().verb == "removed"


def test_a_real_organisation_is_never_removed_in_one_step():
    with pytest.raises(removing.NotAnExampleError):
        loading.remove(make.organisation(), at=make.NOON, by=COMMAND_LINE)


def test_the_command_loads_removes_and_says_what_is_there(capsys):
    call_command("load_example", "reconstructed")
    with pytest.raises(CommandError, match="here already"):
        call_command("load_example", "reconstructed")
    call_command("load_example", "reconstructed", "--remove")
    with pytest.raises(CommandError, match="is not here"):
        call_command("load_example", "reconstructed", "--remove")

    assert not Organisation.objects.exists()


def test_whoever_loads_the_example_owns_it_and_may_remove_it():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)

    loaded = client.post("/dashboard/river-valley/examples/reconstructed/load/", follow=True)

    example = Organisation.objects.get(example=B)
    membership = Membership.objects.get(organisation=example)
    assert (membership.user_id, membership.role) == (owner.user_id, Role.OWNER)
    assert "You are its owner" in loaded.content.decode()
    client.post("/dashboard/river-valley/examples/reconstructed/load/")
    assert Organisation.objects.filter(example=B).count() == 1

    client.post("/dashboard/river-valley/examples/reconstructed/removal/")

    assert not Organisation.objects.filter(example=B).exists()


def test_an_example_is_removed_by_its_owners_alone():
    loading.load(B, at=make.NOON, by=COMMAND_LINE)
    client = make.signed_in(make.member(make.organisation()))

    page = client.get("/dashboard/river-valley/examples/").content.decode()
    answer = client.post("/dashboard/river-valley/examples/reconstructed/removal/")

    assert "Only its owners can remove it." in page
    assert answer.status_code == 404
    assert Organisation.objects.filter(example=B).exists()


def test_an_example_can_be_removed_from_inside_itself():
    example = loading.load(B, at=make.NOON, by=COMMAND_LINE)
    client = make.signed_in(make.member(example))

    answer = client.post(f"/dashboard/{example.slug}/examples/reconstructed/removal/")

    assert answer["Location"] == "/dashboard/"
    assert not Organisation.objects.exists()


def test_there_are_two_examples_and_no_third():
    client = make.signed_in(make.member(make.organisation()))

    for kind in ("third", "invented"):
        path = f"/dashboard/river-valley/examples/{kind}/load/"
        assert client.post(path).status_code == 404


def test_the_second_gets_a_free_address():
    make.campaign(make.organisation("Taken", "rootsaction-reconstructed"), slug="dont-run-joe")

    example = loading.load(B, at=make.NOON, by=COMMAND_LINE)

    assert example.slug == "rootsaction-reconstructed-2"
    assert Campaign.objects.get(organisation=example).slug == "dont-run-joe-2"

"""The first member, made on the machine itself, and the link with which they come in."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests import make
from undersigned.accounts.adapters import AccountAdapter
from undersigned.accounts.models import Membership
from undersigned.config import founding
from undersigned.organisations.models import Organisation

pytestmark = pytest.mark.django_db


def createadmin(email="Ana@example.org", organisation="River Valley Neighbors") -> str:
    out = StringIO()
    call_command("createadmin", email, organisation=organisation, stdout=out)
    return out.getvalue()


def test_the_first_member_comes_in_by_the_printed_link():
    printed = createadmin()

    path = printed.split("http://localhost:8000")[1].split()[0]
    client = Client()
    client.post(path)
    assert client.get("/dashboard/")["Location"] == "/dashboard/river-valley-neighbors/"
    assert client.get("/dashboard/river-valley-neighbors/team/").status_code == 200
    assert founding.find(email="ana@example.org") == Membership.objects.get().user


def test_a_second_call_finds_both_and_makes_a_viewer_an_owner():
    createadmin()
    Membership.objects.update(role="viewer")

    createadmin()

    assert Membership.objects.get().role == "owner"
    assert Organisation.objects.count() == 1


def test_names_that_would_answer_at_one_address_get_addresses_of_their_own():
    for name in ("Press", "River Valley!", "River Valley", "…"):
        createadmin(organisation=name)

    slugs = set(Organisation.objects.values_list("slug", flat=True))
    assert slugs == {"press-2", "river-valley", "river-valley-2", "organisation"}


def test_what_is_no_address_is_refused_in_words():
    with pytest.raises(CommandError, match="'ana' is not an email address"):
        createadmin(email="ana")


def test_the_door_for_strangers_is_shut_in_allauth_too(rf):
    assert AccountAdapter().is_open_for_signup(rf.get("/")) is False
    assert make.user().is_active

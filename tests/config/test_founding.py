"""The first owner of an organisation, made on the command line."""

import io

import pytest
from django.core.management import CommandError, call_command

from undersigned.accounts.models import Membership, Role
from undersigned.organisations.models import AuditEntry, Organisation

pytestmark = pytest.mark.django_db


def createadmin(email, organisation):
    said = io.StringIO()
    call_command("createadmin", email, organisation=organisation, stdout=said)
    return said.getvalue()


def test_the_first_owner_gets_a_link_to_sign_in():
    said = createadmin("Ana@Example.org", "Rural Post")

    membership = Membership.objects.get()
    assert (membership.user.email, membership.role) == ("ana@example.org", Role.OWNER)
    assert membership.organisation.slug == "rural-post"
    assert "http://localhost:8000/" in said
    assert AuditEntry.objects.filter(organisation=membership.organisation).exists()


def test_a_second_owner_joins_the_same_organisation():
    createadmin("ana@example.org", "Rural Post")
    createadmin("bo@example.org", "Rural Post")
    createadmin("bo@example.org", "Rural Post")

    assert Organisation.objects.count() == 1
    assert Membership.objects.count() == 2


def test_names_that_the_installation_needs_are_not_taken():
    createadmin("ana@example.org", "Press")
    createadmin("ana@example.org", "Press.")

    assert set(Organisation.objects.values_list("slug", flat=True)) == {"press-2", "press-3"}


def test_what_is_no_address_is_refused():
    with pytest.raises(CommandError, match="'ana' is not an email address"):
        createadmin("ana", "Rural Post")

"""Every address of the installation, asked by a stranger, by an outsider and in each role."""

import re
import uuid

import pytest
from django.test import Client

from tests import make, walking
from undersigned.accounts import roles
from undersigned.accounts.models import Role
from undersigned.accounts.permissions import Permission

pytestmark = pytest.mark.django_db

IN_DASHBOARD = [one for one in walking.addresses() if one.in_dashboard]

# What stands under /dashboard/ without naming an organisation: the choice among one's own.
WITHOUT_ORGANISATION = {"dashboard/"}

# A view that takes the other method alone: nothing ran, so nothing was shown or changed.
OTHER_METHOD = 405


def fill(route: str, *, organisation: str) -> str:
    """A path for the route: ids that no row has, so that only the door answers."""
    values = {"slug": "nothing", "str": "nothing", "int": "999999999", "path": "nothing"}
    path = route.replace("<slug:organisation>", organisation)

    def value(match: re.Match[str]) -> str:
        kind = match.group(1)
        return str(uuid.uuid4()) if kind == "uuid" else values.get(kind, "nothing")

    return "/" + re.sub(r"<(\w+):\w+>", value, path)


@pytest.mark.parametrize("address", IN_DASHBOARD, ids=lambda one: one.name)
def test_every_page_of_the_dashboard_has_a_door(address):
    assert address.permission in set(Permission), f"{address.route} lacks @permission"


def test_nothing_else_stands_under_the_dashboard():
    others = {
        one.route
        for one in walking.addresses()
        if one.route.startswith("dashboard/") and not one.in_dashboard
    }

    assert others == WITHOUT_ORGANISATION


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_stranger_is_sent_to_sign_in_everywhere(method):
    make.organisation()
    client = Client()

    for address in IN_DASHBOARD:
        answer = getattr(client, method)(fill(address.route, organisation="river-valley"))

        if answer.status_code == OTHER_METHOD:
            continue
        assert answer.status_code == 302, address.route
        assert answer["Location"].startswith("/accounts/sign-in/?next="), address.route


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("theirs", ["river-valley", "no-such-organisation"])
def test_a_member_of_another_organisation_finds_nothing(method, theirs):
    make.organisation()
    other = make.organisation(name="Harbor Watch", slug="harbor-watch")
    client = make.signed_in(make.member(other))

    for address in IN_DASHBOARD:
        answer = getattr(client, method)(fill(address.route, organisation=theirs))

        assert answer.status_code in {404, OTHER_METHOD}, address.route


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", [role for role in Role if role != Role.OWNER])
def test_a_role_sees_its_own_pages_and_no_other(method, role):
    client = make.signed_in(make.member(make.organisation(), role=role))

    for address in IN_DASHBOARD:
        if roles.may(role, Permission(address.permission)):
            continue
        answer = getattr(client, method)(fill(address.route, organisation="river-valley"))

        assert answer.status_code in {403, OTHER_METHOD}, address.route


def test_an_owner_is_refused_nowhere_and_nothing_is_kept_by_caches():
    client = make.signed_in(make.member(make.organisation()))

    for address in IN_DASHBOARD:
        answer = client.get(fill(address.route, organisation="river-valley"))

        assert answer.status_code in {200, 204, 302, 404, 405}, address.route
        if answer.status_code not in {404, OTHER_METHOD}:
            assert "no-store" in answer["Cache-Control"], address.route
            assert "private" in answer["Cache-Control"], address.route


def test_what_belongs_to_another_organisation_is_not_found_by_id():
    """Ids of rows of another organisation, tried through every address that takes a number."""
    other = make.member(
        make.organisation(name="Harbor Watch", slug="harbor-watch"), "Ben Okafor"
    )
    client = make.signed_in(make.member(make.organisation()))
    taking_ids = [one for one in IN_DASHBOARD if "<int:" in one.route]

    for address in taking_ids:
        path = re.sub(r"<int:\w+>", str(other.pk), address.route)
        answer = client.post(fill(path, organisation="river-valley"), {"role": "viewer"})

        assert answer.status_code in {404, 405, 400}, address.route
    other.refresh_from_db()
    assert other.role == Role.OWNER

"""The people of a kept audience as a file: whom a member may reach, and no more."""

import pytest

from tests import make
from undersigned.accounts.models import Role
from undersigned.organisations.models import AuditEntry
from undersigned.segments import storing

pytestmark = pytest.mark.django_db
OHIO = {"criterion": "state", "value": ["OH"]}


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def kept(ours):
    make.supporter(ours)
    make.supporter(ours, "Omar Haddad", region="IA")
    return storing.keep(
        organisation=ours, name="In Ohio", rules=OHIO, at=make.NOON,
        by=make.actor(make.member(ours, "Owen Owner")),
    )  # fmt: skip


def export(client, kept, **kwargs):
    home = f"/dashboard/{kept.organisation.slug}/audiences/{kept.uuid}/"
    return client.post(f"{home}export/", **kwargs)


def test_an_audience_is_exported_and_that_is_on_record(ours, kept):
    ana = make.signed_in(make.member(ours))
    page = ana.get(f"/dashboard/{ours.slug}/audiences/{kept.uuid}/").text

    answer = export(ana, kept)

    assert "Export these as CSV" in page
    text = answer.getvalue().decode("utf-8-sig")
    assert "rosa.diaz" in text
    assert "omar.haddad" not in text
    entry = AuditEntry.objects.get(verb="exported")
    assert (entry.subject_label, entry.after["number"]) == ("audience In Ohio", 1)


def test_a_member_exports_whom_their_area_holds_and_no_more_than_it_says(ours, kept):
    mia = make.member(ours, "Mia Member")
    mia.area_states = ["IA"]
    mia.save()
    assert "rosa.diaz" not in export(make.signed_in(mia), kept).getvalue().decode()

    mia.area_states, mia.area_most = [], 1
    mia.save()
    make.supporter(ours, "Luis Ortega")
    refused = export(make.signed_in(mia), kept, follow=True)
    assert "you may reach 1 at a time" in refused.text


def test_who_may_export_nobody_exports_no_audience_and_a_get_exports_nothing(ours, kept):
    writer = make.signed_in(make.member(ours, "Will Writer", Role.WRITER))
    ana = make.signed_in(make.member(ours))
    theirs = make.signed_in(make.member(make.organisation("Others", "others"), "Olga Other"))

    assert export(writer, kept).status_code == 403
    assert export(theirs, kept).status_code == 404
    address = f"/dashboard/{ours.slug}/audiences/{kept.uuid}/"
    assert ana.get(f"{address}export/").status_code == 405
    assert "Export these" not in writer.get(address).text

"""Releases from draft to public and withdrawn, and the coverage log."""

import pytest

from tests import make
from undersigned.press.models import Coverage, Release

pytestmark = pytest.mark.django_db

DESK = "/dashboard/river-valley/press/"


@pytest.fixture
def client():
    return make.signed_in(make.member(make.organisation()))


def written(client, **more):
    typed = {"version": "0", "headline": "Ferry saved", **more}
    answer = client.post(f"{DESK}releases/new/", typed)
    assert answer.status_code == 302, answer.content.decode()
    return Release.objects.get()


def test_a_release_is_public_once_approved_and_its_time_has_come(client):
    release = written(
        client, public="2026-01-05T09:00", body="**Good news**",
        quote_0_words="We are glad.", quote_0_speaker="Ana Lopez",
    )  # fmt: skip
    address = f"{DESK}releases/{release.uuid}/"
    public = f"/o/river-valley/releases/{release.slug}/"
    assert release.quotes.get().speaker == "Ana Lopez"
    assert client.get(public).status_code == 404

    client.post(f"{address}approval/", {"do": "approve", "version": str(release.version)})
    assert b"Good news" in client.get(public).content
    client.post(f"{address}removal/")
    assert Release.objects.exists()
    client.post(f"{address}approval/", {"do": "withdraw"})
    assert client.get(public).status_code == 404
    assert client.get(f"{address}removal/").status_code == 200
    client.post(f"{address}removal/")

    assert not Release.objects.exists()


def test_a_change_takes_the_approval_back_and_an_old_approval_does_not_count(client):
    release = written(client)
    address = f"{DESK}releases/{release.uuid}/"
    client.post(f"{address}approval/", {"do": "approve", "version": "1"})
    client.post(address, {"version": "2", "headline": "Ferry saved!", "slug": release.slug})
    release.refresh_from_db()
    assert release.approved_at is None

    client.post(f"{address}approval/", {"do": "approve", "version": "1"})

    release.refresh_from_db()
    assert release.approved_at is None
    assert client.get(address).status_code == 200
    late = client.post(address, {"version": "1", "headline": "Mine"})
    assert late.status_code == 422
    assert b"A colleague saved this" in late.content


def test_half_a_quotation_and_a_taken_address_are_refused(client):
    written(client)

    half = client.post(
        f"{DESK}releases/new/", {"version": "0", "headline": "X", "quote_0_words": "Hm."}
    )
    taken = client.post(
        f"{DESK}releases/new/", {"version": "0", "headline": "X", "slug": "ferry-saved"}
    )

    assert (half.status_code, taken.status_code) == (422, 422)


def test_coverage_is_logged_changed_and_removed(client):
    typed = {"version": "0", "outlet": "The Courier", "date_as_known": "in May"}
    client.post(f"{DESK}coverage/new/", typed)
    report = Coverage.objects.get()
    assert b"The Courier" in client.get(DESK).content
    address = f"{DESK}coverage/{report.pk}/"
    client.post(address, {"version": "1", "outlet": "The Daily Courier"})
    late = client.post(address, {"version": "1", "outlet": "Courier"})
    assert late.status_code == 422
    assert b"Outlet: The Daily Courier" in late.content
    assert b'value="Courier"' in late.content
    assert client.get(address).status_code == 200
    assert client.get(f"{address}removal/").status_code == 200

    client.post(f"{address}removal/")

    assert not Coverage.objects.exists()

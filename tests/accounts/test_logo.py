"""The logo: checked, stored by content, shown, removed."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests import make
from undersigned.organisations.models import AuditEntry

pytestmark = pytest.mark.django_db

PAGE = "/dashboard/river-valley/organisation/"


def a_picture() -> SimpleUploadedFile:
    out = io.BytesIO()
    Image.new("RGB", (640, 640), "#0f766e").save(out, "PNG")
    return SimpleUploadedFile("logo.png", out.getvalue(), content_type="image/png")


def test_a_logo_is_stored_shown_and_removed():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)

    for _ in range(2):  # the second time the same picture is there already
        client.post(f"{PAGE}logo/", {"logo": a_picture()})

    owner.organisation.refresh_from_db()
    assert owner.organisation.logo.startswith("logos/")
    assert f'src="/media/{owner.organisation.logo}"' in client.get(PAGE).content.decode()
    assert AuditEntry.objects.count() == 1

    client.post(f"{PAGE}logo/removal/")
    owner.organisation.refresh_from_db()
    assert owner.organisation.logo == ""


def test_what_is_no_picture_is_refused_in_words():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)
    script = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", content_type="image/png")

    wrong = client.post(f"{PAGE}logo/", {"logo": script}, follow=True)
    none = client.post(f"{PAGE}logo/", follow=True)

    assert "no picture that we can read" in wrong.content.decode()
    assert "Choose a picture first" in none.content.decode()
    owner.organisation.refresh_from_db()
    assert owner.organisation.logo == ""

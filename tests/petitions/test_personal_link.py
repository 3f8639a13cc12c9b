"""A known supporter who comes from a mailing signs by one press, without a second email."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests import make
from tests.petitions.make import emails, fold
from undersigned.petitions import personal_links
from undersigned.petitions.models import Signature
from undersigned.supporters.models import Supporter

pytestmark = pytest.mark.django_db
MAILING = uuid.UUID(int=7)


def _path(supporter: Supporter, slug: str = "post-offices") -> str:
    return f"/{slug}/s/{personal_links.make(supporter.uuid, MAILING, timezone.now())}/"


def test_the_page_names_the_person_in_short_and_signs_nothing_by_itself() -> None:
    organisation = make.organisation()
    make.campaign(organisation)
    ana = make.supporter(organisation, "Ana Lopez")

    page = Client().get(_path(ana))

    assert "Ana L." in page.text
    assert ana.email not in page.text
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] == "no-referrer"
    assert not Signature.objects.exists()


def test_one_press_signs_confirms_and_remembers_the_mailing() -> None:
    organisation = make.organisation()
    make.campaign(organisation)
    ana = make.supporter(organisation, "Ana Lopez")

    answer = Client().post(_path(ana), {"source": "newsletter"})

    fold()
    signature = Signature.objects.get()
    assert answer.status_code == 303
    assert signature.state == Signature.State.CONFIRMED
    assert (signature.supporter, signature.mailing_uuid) == (ana, MAILING)
    assert signature.source == "newsletter"
    assert not [one for one in emails(ana.email) if "/confirm/" in one.text]


def test_a_second_press_counts_nobody_twice() -> None:
    organisation = make.organisation()
    make.campaign(organisation)
    ana = make.supporter(organisation, "Ana Lopez")

    Client().post(_path(ana))
    again = Client().post(_path(ana))

    assert again.status_code == 303
    assert Signature.objects.count() == 1


def test_a_link_of_another_organisations_supporter_opens_nothing() -> None:
    make.campaign(make.organisation())
    stranger = make.supporter(make.organisation("Others", "others"))

    assert Client().get(_path(stranger)).status_code == 404


@pytest.mark.parametrize("token", ["forged", "A" * 60])
def test_a_forged_link_leads_to_the_form(token: str) -> None:
    make.campaign(make.organisation())

    answer = Client().get(f"/post-offices/s/{token}/")

    assert answer.headers["Location"] == "/post-offices/"


def test_a_link_of_long_ago_leads_to_the_form() -> None:
    organisation = make.organisation()
    make.campaign(organisation)
    ana = make.supporter(organisation, "Ana Lopez")
    long_ago = timezone.now() - timedelta(days=400)

    answer = Client().get(
        f"/post-offices/s/{personal_links.make(ana.uuid, MAILING, long_ago)}/"
    )

    assert answer.headers["Location"] == "/post-offices/"

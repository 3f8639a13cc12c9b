"""The buttons that share a campaign, on its page and after signing."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils.html import escape

from tests import make
from undersigned.actions import sharing
from undersigned.campaigns import defaults
from undersigned.campaigns.models import Campaign
from undersigned.organisations.models import Organisation

pytestmark = pytest.mark.django_db
PAGE = "https://act.example.org/post-offices/"


@pytest.fixture
def campaign() -> Campaign:
    texts = {"x": "Our counter closes.", "email": "Dear friend, sign & tell."}
    return make.campaign(make.organisation(), hashtag="KeepThem", share_texts=texts)


def test_each_channel_has_its_words_and_a_link_that_says_where_people_came_from(
    campaign: Campaign,
) -> None:
    found = dict(zip(defaults.CHANNELS, sharing.shares(campaign, page=PAGE), strict=True))

    x = parse_qs(urlsplit(found["x"].url).query)
    assert x == {"text": ["Our counter closes."], "url": [f"{PAGE}?source=share-x"]}
    facebook = parse_qs(urlsplit(found["facebook"].url).query)
    assert facebook == {"u": [f"{PAGE}?source=share-facebook"]}
    bluesky = parse_qs(urlsplit(found["bluesky"].url).query)["text"][0]
    assert bluesky == (
        f"Sign with me: Keep rural post offices open #KeepThem {PAGE}?source=share-bluesky"
    )


def test_email_and_text_messages_hold_spaces_as_their_programs_read_them(
    campaign: Campaign,
) -> None:
    found = {share.icon: share.url for share in sharing.shares(campaign, page=PAGE)}

    assert found["mail"].startswith("mailto:?subject=Keep%20rural%20post%20offices%20open&")
    assert "Dear%20friend%2C%20sign%20%26%20tell." in found["mail"]
    assert found["smartphone"].startswith("sms:?body=Sign%20with%20me")


def test_the_campaigns_page_has_them_and_a_reconstruction_has_none(campaign: Campaign) -> None:
    links = [escape(one.url) for one in sharing.shares(campaign, page="https://x.example/")]

    page = Client().get("/post-offices/").content.decode()
    assert len(links) == len(defaults.CHANNELS)
    assert "Tell others" in page
    assert "source%3Dshare-whatsapp" in page

    Organisation.objects.update(example="reconstructed", banner="Demonstration.")
    assert "Tell others" not in Client().get("/post-offices/").content.decode()

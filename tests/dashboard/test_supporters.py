"""The supporters' table and a person's page, as a member uses them."""

import pytest
from django.contrib.sessions.models import Session

from tests import make
from undersigned.accounts.models import Role
from undersigned.organisations.models import AuditEntry
from undersigned.supporters.models import Consent, EmailConsent, Supporter, SupporterEmail

pytestmark = pytest.mark.django_db
LIST = "/dashboard/river-valley/supporters/"


def test_the_table_shows_people_fifty_a_page_in_few_queries(django_assert_max_num_queries):
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    for number in range(60):
        make.supporter(organisation, f"Person {number}")

    with django_assert_max_num_queries(14):
        page = ana.get(LIST)

    assert len(page.context["page"].object_list) == 50


def test_somebody_abroad_lives_in_no_state():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    typed = {"email": "lee@example.org", "country": "CA", "postal_code": "K1A 0B1"}

    ana.post(f"{LIST}new/", {**typed, "region": "OH", "version": "0"})

    assert Supporter.objects.get().region == ""


def test_an_empty_table_says_where_people_come_from():
    ana = make.signed_in(make.member(make.organisation()))

    assert "No supporters yet" in ana.get(LIST).text


def test_a_further_address_finds_its_person():
    ours = make.organisation()
    rosa = make.supporter(ours, "Rosa Diaz")
    make.supporter(ours, "Luis Ortega")
    SupporterEmail.objects.create(
        organisation=ours, supporter=rosa, email="Rosa@Work.example", at=make.NOON,
        canonical_address="rosa@work.example", address_hash="x",
    )  # fmt: skip
    ana = make.signed_in(make.member(ours))

    answer = ana.post(f"{LIST}search/", {"term": "ROSA@work.example"}, follow=True)

    assert list(answer.context["page"]) == [rosa]


def test_a_search_leaves_no_name_in_the_address():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    make.supporter(organisation)
    make.supporter(organisation, "Omar Haddad")

    answer = ana.post(f"{LIST}search/", {"term": "Rosa"}, follow=True)

    assert answer.redirect_chain == [(LIST, 302)]
    assert "rosa.diaz" in answer.text
    assert "omar.haddad" not in answer.text
    assert Session.objects.count() == 1


def test_filters_by_state_campaign_tag_and_consent():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    rosa = make.supporter(organisation, consent=EmailConsent.GIVEN)
    make.supporter(organisation, "Omar Haddad", region="IA")
    campaign = make.campaign(organisation)
    make.signature(campaign, rosa)
    ana.post(f"{LIST}{rosa.uuid}/tags/", {"name": "volunteer"})
    tag = rosa.tags.get()

    for query in (
        {"state": "OH"}, {"campaign": str(campaign.uuid)}, {"tag": str(tag.pk)},
        {"consent": "given"},
    ):  # fmt: skip
        page = ana.get(LIST, query)
        assert [person.pk for person in page.context["page"]] == [rosa.pk], query


def test_an_unknown_filter_narrows_nothing():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    make.supporter(organisation)

    assert len(ana.get(LIST, {"tag": "nonsense"}).context["page"].object_list) == 1


def test_the_export_holds_what_the_list_shows_and_is_on_record():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    make.supporter(organisation)
    make.supporter(organisation, "Omar Haddad", region="IA")

    answer = ana.post(f"{LIST}export/?state=IA")

    text = answer.getvalue().decode("utf-8-sig")
    assert "omar.haddad" in text
    assert "rosa.diaz" not in text
    assert AuditEntry.objects.get(verb="exported").after["number"] == 1


def test_a_viewer_sees_no_supporter():
    organisation = make.organisation()
    viewer = make.signed_in(make.member(organisation, "Vic Viewer", Role.VIEWER))
    rosa = make.supporter(organisation)

    assert viewer.get(LIST).status_code == 403
    assert viewer.get(f"{LIST}{rosa.uuid}/").status_code == 403


def test_a_person_of_another_organisation_is_not_found():
    ana = make.signed_in(make.member(make.organisation()))
    theirs = make.supporter(make.organisation("Others", "others"))

    assert ana.get(f"{LIST}{theirs.uuid}/").status_code == 404


def test_a_person_is_added_with_the_state_of_their_zip_code():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))

    typed = {"email": "lee@example.org", "country": "US", "postal_code": "43004"}
    ana.post(f"{LIST}new/", {**typed, "version": "0"})

    assert Supporter.objects.get().region == "OH"


def test_a_wrong_zip_code_is_named_and_nothing_typed_is_lost():
    ana = make.signed_in(make.member(make.organisation()))

    answer = ana.post(
        f"{LIST}new/",
        {
            "email": "lee@example.org",
            "given_name": "Lee",
            "country": "US",
            "postal_code": "4300",
            "version": "0",
        },
    )

    assert answer.status_code == 422
    assert "4300" in answer.text
    assert 'value="Lee"' in answer.text


def test_adding_a_known_address_links_to_the_person():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    rosa = make.supporter(organisation)

    answer = ana.post(f"{LIST}new/", {"email": rosa.email, "country": "US", "version": "0"})

    assert answer.status_code == 422
    assert str(rosa.uuid) in answer.text


def test_the_timeline_tells_what_a_person_did_and_agreed_to():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    rosa = make.supporter(organisation)
    make.signature(make.campaign(organisation), rosa, source="facebook-1")
    page = f"{LIST}{rosa.uuid}/"
    ana.post(f"{page}tags/", {"name": "volunteer"})
    ana.post(f"{page}notes/", {"text": "Met in Dayton"})
    ana.post(f"{page}unsubscription/", {"reason": "replied take me off"})

    text = ana.get(page).text

    for words in (
        "Signed “Keep rural post offices open”", "facebook-1", "Confirmed the signature",
        "Tagged “volunteer”", "Met in Dayton", "Unsubscribed from email", "take me off",
    ):  # fmt: skip
        assert words in text


def test_an_unsubscription_wants_a_reason():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    rosa = make.supporter(organisation, consent=EmailConsent.GIVEN)

    assert ana.post(f"{LIST}{rosa.uuid}/unsubscription/", {}).status_code == 422
    assert not Consent.objects.exists()


def test_two_members_who_edit_one_person_lose_nothing():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    rosa = make.supporter(organisation)
    typed = {"email": rosa.email, "country": "US", "version": "1"}
    record = f"{LIST}{rosa.uuid}/record/"
    ana.post(record, typed | {"given_name": "Rosalia"})

    second = ana.post(record, typed | {"given_name": "Rose"})

    assert second.status_code == 422
    assert "Somebody else saved this person" in second.text
    assert 'value="Rose"' in second.text
    again = ana.post(record, typed | {"given_name": "Rose", "version": "2"})
    assert again.status_code == 302
    assert Supporter.objects.get().given_name == "Rose"


def test_erasing_asks_first_and_then_leaves_nothing():
    organisation = make.organisation()
    ana = make.signed_in(make.member(organisation))
    rosa = make.supporter(organisation)
    page = f"{LIST}{rosa.uuid}/erasure/"

    assert "cannot be undone" in ana.get(page).text
    assert Supporter.objects.exists()
    ana.post(page, {"reason": "asked", "never_again": "on"})

    assert not Supporter.objects.exists()

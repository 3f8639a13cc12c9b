"""A rush's forms are read many times faster than by the form's page, and just the same."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests.petitions.make import fold, typed
from undersigned.actions.models import OwnQuestion, Submission
from undersigned.campaigns.models import Campaign
from undersigned.guard import judging, limits
from undersigned.guard.models import Tally
from undersigned.organisations.models import Organisation
from undersigned.petitions import forms, intake, stamps
from undersigned.petitions.models import Petition, Signature
from undersigned.petitions.reading import Open

AT = datetime(2026, 11, 10, 14, tzinfo=UTC)
OURS = Organisation(name="Post Office Friends", slug="friends")
CAMPAIGN = Campaign(organisation=OURS, slug="post-offices", state="live")
QUESTIONS = (
    OwnQuestion(kind="checkbox", label="I am a registered voter", uuid=UUID(int=1)),
    OwnQuestion(kind="choice", label="Which?", choices=["Mail", " Parcels"], uuid=UUID(int=2)),
    OwnQuestion(kind="text", label="Since when?", required=True, uuid=UUID(int=3)),
)
ODD = st.text(max_size=120) | st.sampled_from(["", " ", "\0", "on", "false", "True", "yes"])


def text(*usual: str) -> st.SearchStrategy[str]:
    """Mostly what people type, at times anything."""
    return st.sampled_from(usual) | st.sampled_from(usual) | ODD


SENT = st.fixed_dictionaries(
    {
        "given_name": text("Ana", " Jo  Ann", "Zoë\u0308", "محمد"),
        "email": text("ana@example.org", " ana@example.org ", "Ana.L+x@bücher.example", "ana@"),
        "postal_code": text("43004", "43004-1234", "2134", "00000", "SW1A 1AA"),
        "country": text("US", "GB", "DE"),
        "stamp": text("good", "good", "old", "forged"),
        "asked": text("box", "yes_no", "notice"),
    },
    optional={
        "family_name": text("Lopez", "L" * 101),
        "region": text("OH"),
        "consent": text("on", "yes", "no"),
        "comment": text("It is our only shop.", "x" * 501),
        "show_name": text("on"),
        "leave_empty": text("", " "),
        "source": text("flyer", "a@b"),
        "ref": text("AAAAAAAAAAAAAAAAAAAAAQ"),
        "utm_source": text("news"),
        "q_" + UUID(int=1).hex: text("on"),
        "q_" + UUID(int=2).hex: text("Mail", " Parcels", "Parcels"),
        "q_" + UUID(int=3).hex: text("always", " 1988 "),
    },
)
PETITION = st.builds(
    Petition,
    campaign=st.just(CAMPAIGN),
    name_fields=st.sampled_from(Petition.NameFields.values),
    consent=st.sampled_from(Petition.Consent.values),
    consent_by_country=st.sampled_from([{}, {"DE": "yes_no", "GB": "notice"}]),
    consent_words=st.sampled_from(["", "May we?"]),
    names=st.sampled_from(Petition.Names.values),
    takes_comments=st.booleans(),
)


@given(PETITION, SENT, st.booleans())
def test_what_is_taken_at_once_is_what_the_form_would_take(petition, sent, asks):
    opened = Open(petition=petition, campaign=CAMPAIGN, organisation=OURS,
                  questions=QUESTIONS if asks else ())  # fmt: skip
    drawn = {"good": timedelta(minutes=1), "old": timedelta(days=9)}.get(sent["stamp"])
    if drawn is not None:
        sent["stamp"] = stamps.make(petition.uuid, at=AT - drawn)

    taken = intake.payload(opened, sent, at=AT)

    if taken is not None:
        post = QueryDict(urlencode(sent))
        form = forms.SignForm(post, form=opened, at=AT)
        assert form.is_valid(), form.errors
        assert taken == forms.payload(form, post)


@pytest.fixture
def send(campaign):
    def send(**values):
        body = urlencode(typed(campaign, **values)).encode()
        return intake.Sent(slug=campaign.slug, body=body, network="203.0.113.0/24")

    return send


@pytest.mark.django_db
def test_good_forms_are_written_together_and_the_others_left_to_the_page(campaign, send):
    batch = [
        send(email="ana@example.org"),
        send(email="ana@"),
        intake.Sent(slug=campaign.slug, body=b"%ff=%fe", network=""),
        intake.Sent(slug="nobody", body=send().body, network=""),
        send(email="ben@example.org"),
    ]
    thanks = f"/{campaign.slug}/check-your-email/"
    paths = intake.take(batch)

    assert paths == [thanks, "", "", "", thanks]
    emails = Submission.objects.order_by("id").values_list("payload__email", flat=True)
    assert list(emails) == ["ana@example.org", "ben@example.org"]


@pytest.mark.django_db
def test_what_was_taken_becomes_a_signature(campaign, send):
    intake.take([send(given_name="Ana"), send(given_name="Ana")])
    fold()

    signature = Signature.objects.get()
    assert (signature.given_name, signature.region) == ("Ana", "OH")


@pytest.mark.django_db
def test_who_is_over_a_limit_is_left_to_the_page(campaign, send):
    span = limits.NETWORK.span(timezone.now().timestamp())
    Tally.objects.create(
        scope=limits.NETWORK.scope, span=span, count=limits.NETWORK.most,
        key=judging.network_key(campaign.organisation_id, "203.0.113.0/24"),
        ends_at=timezone.now() + timedelta(hours=1),
    )  # fmt: skip

    assert intake.take([send()]) == [""]


@pytest.mark.django_db
def test_a_campaign_that_has_ended_is_left_to_the_page(campaign, send):
    Campaign.objects.update(state="closed")

    assert intake.take([send()]) == [""]

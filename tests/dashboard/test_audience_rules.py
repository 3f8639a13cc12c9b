"""An audience is put together on a page, rule by rule, and says why somebody is in it."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from undersigned.accounts.models import Role
from undersigned.campaigns.models import Campaign
from undersigned.dashboard.forms import rule_values
from undersigned.dashboard.forms import rules as forms
from undersigned.mailings.models import Link
from undersigned.organisations.models import Organisation
from undersigned.segments.models import Segment
from undersigned.supporters.models import EmailConsent, Import, Tag, Tagging

pytestmark = pytest.mark.django_db


@pytest.fixture
def ours() -> Organisation:
    return make.organisation()


@pytest.fixture
def campaign(ours: Organisation) -> Campaign:
    """Rosa in Ohio signed and agreed to email; Luis in Iowa carries a tag."""
    made = make.campaign(ours)
    rosa = make.supporter(ours, "Rosa Diaz", region="OH", consent=EmailConsent.GIVEN)
    make.signature(made, rosa, confirmed_at=timezone.now())
    luis = make.supporter(ours, "Luis Ortega", region="IA")
    host = Tag.objects.create(organisation=ours, name="host")
    Tagging.objects.create(tag=host, supporter=luis, at=make.NOON)
    return made


@pytest.fixture
def client(ours: Organisation) -> Client:
    return make.signed_in(make.member(ours))


def page(name: str, ours: Organisation, *args: object) -> str:
    return reverse(f"dashboard:{name}", args=[ours.slug, *args])


def begun(client: Client, ours: Organisation) -> Segment:
    client.post(page("new_audience", ours), {"name": "Ours in Ohio", "version": "0"})
    return Segment.objects.get()


def do(client: Client, ours: Organisation, segment: Segment, **what: str) -> Segment:
    segment.refresh_from_db()
    typed = {"version": str(segment.version), "path": "", **what}
    client.post(page("audience_rules", ours, segment.uuid), typed)
    segment.refresh_from_db()
    return segment


def add(
    client: Client, ours: Organisation, segment: Segment, criterion: str, path: str = "",
    **typed: Any,
) -> None:  # fmt: skip
    segment.refresh_from_db()
    address = page("add_audience_rule", ours, segment.uuid)
    client.post(
        f"{address}?path={path}&criterion={criterion}",
        {"version": str(segment.version), **typed},
    )


def test_rules_in_groups_are_put_together_and_counted(
    client: Client, ours: Organisation, campaign: Campaign
) -> None:
    segment = begun(client, ours)
    assert client.get(page("audience_rules", ours, segment.uuid)).context["people"] == 2

    add(client, ours, segment, "state", states=["OH", "IA"])
    do(client, ours, segment, do="group")
    add(client, ours, segment, "signed", path="1", campaign=str(campaign.uuid), since="")
    add(client, ours, segment, "tag", path="1", tag="host")
    do(client, ours, segment, path="1", join="none")

    segment.refresh_from_db()
    assert segment.rules == {"all": [
        {"criterion": "state", "value": ["OH", "IA"]},
        {"none": [
            {"criterion": "signed", "value": {"campaign": str(campaign.uuid), "since": ""}},
            {"criterion": "tag", "value": "host"},
        ]},
    ]}  # fmt: skip
    answer = client.get(page("audience_rules", ours, segment.uuid))
    assert answer.context["people"] == 0  # Luis is a host, Rosa signed
    assert "Carries the tag “host”" in answer.content.decode()
    do(client, ours, segment, path="1.0", do="remove")
    assert client.get(page("audience_rules", ours, segment.uuid)).context["people"] == 1
    do(client, ours, segment, path="1", do="remove")
    assert client.get(page("audience_rules", ours, segment.uuid)).context["people"] == 2


def test_every_kind_of_rule_can_be_typed_or_says_that_there_is_nothing_to_choose(
    client: Client, ours: Organisation, campaign: Campaign
) -> None:
    other = Segment.objects.create(
        organisation=ours, name="Everybody", rules={"all": []}, created_at=make.NOON
    )
    client.post(page("new_audience", ours), {"name": "Ours in Ohio", "version": "0"})
    segment = Segment.objects.get(name="Ours in Ohio")
    typed: dict[str, dict[str, Any]] = {
        "segment": {"audience": str(other.uuid)},
        "signed": {"campaign": str(campaign.uuid), "since": "2026-01-01"},
        "active": {"days": "30"}, "state": {"states": ["OH", "-"]}, "tag": {"tag": "host"},
        "reachable": {}, "consent": {"consent": "given"}, "joined_within": {"days": "7"},
        "joined_since": {"since": "2026-01-01"}, "active_since": {"since": "2026-01-01"},
        "signed_any": {"since": "", "source": "letter"}, "brought": {"least": "2"},
        "acted_before": {"kind": "signed", "title": "river"}, "country": {"country": "DE"},
        "postal_code": {"codes": "441, 44256"}, "language": {"language": "en"},
        "source": {"words": "fair"}, "agreed": {"channel": "phone"}, "clicked": {"link": ""},
    }  # fmt: skip
    offered: Any = forms.NewRuleForm().fields["criterion"].widget
    names = [
        str(choice["value"])
        for _group, options, _place in offered.optgroups("", [])
        for choice in options if choice["value"]
    ]  # fmt: skip
    address = page("add_audience_rule", ours, segment.uuid)

    for name in names:
        shown = client.get(f"{address}?path=&criterion={name}")
        assert shown.status_code == 200
        assert ("There is nothing yet to choose" in shown.text) == (name not in typed)
        if name in typed:
            add(client, ours, segment, name, **typed[name])

    segment.refresh_from_db()
    kept = [rule["criterion"] for rule in segment.rules["all"]]
    assert kept == [name for name in names if name in typed]
    tree = client.get(page("audience_rules", ours, segment.uuid)).context["tree"]
    assert [part.problem for part in tree.parts] == [""] * len(typed)


def test_two_who_change_the_same_rules_do_not_undo_each_others_work(
    client: Client, ours: Organisation, campaign: Campaign
) -> None:
    segment = begun(client, ours)
    old = str(segment.version)
    add(client, ours, segment, "tag", tag="host")

    answer = client.post(
        page("audience_rules", ours, segment.uuid),
        {"version": old, "path": "", "do": "group"}, follow=True,
    )  # fmt: skip

    assert "A colleague changed the rules meanwhile" in answer.text
    segment.refresh_from_db()
    assert segment.rules == {"all": [{"criterion": "tag", "value": "host"}]}


def test_a_person_is_told_of_rule_by_rule(
    client: Client, ours: Organisation, campaign: Campaign
) -> None:
    segment = begun(client, ours)
    add(client, ours, segment, "state", states=["IA"])
    add(client, ours, segment, "reachable")
    do(client, ours, segment, join="any")
    shown = client.get(page("audience", ours, segment.uuid))
    rosa = shown.context["page"].object_list[0]

    why = client.get(page("audience_why", ours, segment.uuid, rosa.uuid))

    assert f"Why {rosa} belongs to “Ours in Ohio”" in why.text
    assert [part.applies for part in why.context["tree"].parts] in (
        [True, False],
        [False, True],
    )


def test_a_rule_whose_campaign_is_gone_says_so_and_can_be_removed(
    client: Client, ours: Organisation
) -> None:
    segment = begun(client, ours)
    gone = {"criterion": "in_file", "value": "4d1c3f0e-9a7b-4a43-bb57-2f44a4a3c5d1"}
    Segment.objects.update(rules={"all": [gone]})

    listed = client.get(page("audience", ours, segment.uuid), follow=True)

    assert "There is no imported list" in listed.text
    assert listed.context["people"] is None
    assert do(client, ours, segment, path="0", do="remove").rules == {"all": []}


def test_who_writes_no_mailings_changes_no_audience(
    ours: Organisation, campaign: Campaign
) -> None:
    owner = make.signed_in(make.member(ours))
    segment = begun(owner, ours)
    analyst = make.signed_in(make.member(ours, "An Alyst", Role.ANALYST))

    answer = analyst.post(page("audience_rules", ours, segment.uuid), {"do": "group"})

    assert answer.status_code == 403
    assert analyst.get(page("audience", ours, segment.uuid)).status_code == 200


def test_links_to_choose_from_stand_below_their_mailing_the_newest_first(
    client: Client, ours: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_values, "_MOST", 3)
    for name in ("Old", "New"):
        made = make.mailing(ours, name=name)
        for place in range(2):
            Link.objects.create(mailing=made, address=f"/{name}/{place}", key=str(place))
    form = rule_values.Clicked()

    form.offer(ours)

    field: Any = form.fields["link"]
    _any, *groups = field.choices
    shown = [(str(name), [str(words) for _value, words in pairs]) for name, pairs in groups]
    assert shown == [
        ("New", ["any of its links", "/New/0", "/New/1"]),
        ("Old", ["any of its links", "/Old/0"]),
    ]
    assert "the newest 3" in field.help_text


def test_lists_and_mailings_to_choose_from_say_when_there_are_more_than_are_shown(
    ours: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Old", "New"):
        make.mailing(ours, name=name, frozen_at=timezone.now())
        Import.objects.create(
            organisation=ours, file_name=name, size=1, created_at=make.NOON, by_label="Ana"
        )

    for most, expected in ((2, ["New", "Old"]), (1, ["New"])):
        monkeypatch.setattr(rule_values, "_MOST", most)
        for form in (rule_values.Sent(), rule_values.File()):
            form.offer(ours)
            (field,) = form.fields.values()
            assert [words for _value, words in field.choices] == expected
            assert ("There are more" in field.help_text) == (most == 1)


def test_languages_are_offered_by_their_names(ours: Organisation) -> None:
    for language in ("es", "en", "Englsh", ""):
        make.supporter(ours, f"{language} Diaz", email=f"{language}x@x.org", language=language)
    form = rule_values.Language()

    form.offer(ours)

    field: Any = form.fields["language"]
    assert field.choices == [("en", "English"), ("es", "Spanish")]

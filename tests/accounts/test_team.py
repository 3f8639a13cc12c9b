"""The team page: inviting, roles, removal, the compulsory second factor."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests import make
from undersigned.accounts import joining, managing
from undersigned.accounts.models import Invitation, Membership, Role, User
from undersigned.organisations import auditing
from undersigned.organisations.models import AuditEntry
from undersigned.outbox.models import Message

pytestmark = pytest.mark.django_db

TEAM = "/dashboard/river-valley/team/"


def invite(owner, email="dora@example.org", role=Role.WRITER, at=None):
    """An invitation, and the path of its link."""
    invitation = joining.invite(
        organisation=owner.organisation,
        email=email,
        role=role,
        at=at or timezone.now(),
        by=make.actor(owner),
    )
    return invitation, newest_link()


def newest_link() -> str:
    text = Message.objects.order_by("-pk")[0].text
    link = next(word for word in text.split() if word.startswith("http://localhost:8000/"))
    return link.removeprefix("http://localhost:8000")


def messages_of(answer) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


def test_an_owner_invites_by_email():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)

    answer = client.post(TEAM, {"email": "Dora@Example.org", "role": "writer"}, follow=True)

    assert "The invitation to dora@example.org is sent." in messages_of(answer)
    letter = Message.objects.get()
    assert letter.to_address == "dora@example.org"
    assert letter.subject == "Join River Valley Neighbors on Undersigned"
    assert "Ana Lopez invites you" in letter.text
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_label) == ("invited", "dora@example.org")
    assert entry.after == {"role": "writer"}


def test_nobody_is_invited_twice_or_into_a_team_they_are_in():
    owner = make.member(make.organisation())
    invite(owner)
    client = make.signed_in(owner)

    twice = client.post(TEAM, {"email": "dora@example.org", "role": "viewer"})
    member = client.post(TEAM, {"email": owner.user.email, "role": "viewer"})

    assert twice.status_code == member.status_code == 422
    assert "is invited already" in twice.content.decode()
    assert "is in the team already" in member.content.decode()
    assert 'value="dora@example.org"' in twice.content.decode()
    assert Message.objects.count() == 1


def test_somebody_new_joins_with_name_and_password():
    owner = make.member(make.organisation())
    _, link = invite(owner)
    client = Client()

    shown = client.get(link)
    assert "Join River Valley Neighbors" in shown.content.decode()
    assert shown["Referrer-Policy"] == "same-origin"
    assert "no-store" in shown["Cache-Control"]
    weak = client.post(link, {"name": "Dora Blum", "password": "short"})
    assert weak.status_code == 422
    assert 'value="Dora Blum"' in weak.content.decode()
    answer = client.post(link, {"name": "Dora Blum", "password": make.PASSWORD})

    assert answer["Location"] == "/dashboard/"
    dora = Membership.objects.get(user__email="dora@example.org")
    assert (dora.role, dora.user.name) == ("writer", "Dora Blum")
    assert client.get("/dashboard/")["Location"] == "/dashboard/river-valley/"
    entry = AuditEntry.objects.get(verb="accepted the invitation of")
    assert (entry.actor_label, entry.subject_label) == ("Dora Blum", "Ana Lopez")


def test_a_link_joins_once():
    owner = make.member(make.organisation())
    invitation, link = invite(owner)
    Client().post(link, {"name": "Dora Blum", "password": make.PASSWORD})

    assert Client().get(link).status_code == 410
    again = joining.accept_as_new(
        invitation=invitation, name="Eve", password=make.PASSWORD, at=timezone.now()
    )
    assert again is None
    assert not User.objects.filter(name="Eve").exists()


def test_a_link_is_lost_to_who_was_faster(monkeypatch):
    owner = make.member(make.organisation())
    _, link = invite(owner)
    monkeypatch.setattr(joining, "accept_as_new", lambda **_: None)

    answer = Client().post(link, {"name": "Dora Blum", "password": make.PASSWORD})

    assert answer.status_code == 410


def test_one_who_has_an_account_signs_in_and_joins():
    owner = make.member(make.organisation())
    ben = make.user("Ben Okafor")
    _, link = invite(owner, email=ben.email, role=Role.ANALYST)
    client = Client()

    assert "Sign in, and you can join" in client.get(link).content.decode()
    client.force_login(ben)
    assert "Join River Valley Neighbors" in client.get(link).content.decode()
    assert not Membership.objects.filter(user=ben).exists()
    answer = client.post(link)

    assert answer["Location"] == "/dashboard/river-valley/"
    assert Membership.objects.get(user=ben).role == "analyst"


def test_an_invitation_that_ends_while_one_reads_it_joins_nobody(monkeypatch):
    owner = make.member(make.organisation())
    ben = make.user("Ben Okafor")
    invitation, link = invite(owner, email=ben.email)
    client = Client()
    client.force_login(ben)
    monkeypatch.setattr(joining, "accept", lambda **_: False)

    assert client.post(link).status_code == 410
    late = timezone.now() + timedelta(days=8)
    monkeypatch.undo()
    assert not joining.accept(invitation=invitation, user=ben, at=late)


def test_an_invitation_is_for_its_own_address():
    owner = make.member(make.organisation())
    _, link = invite(owner)
    client = Client()
    client.force_login(make.user("Carla Reyes"))

    answer = client.post(link)

    assert "This invitation is for another email" in answer.content.decode()
    assert Membership.objects.count() == 1


def test_an_invitation_ends_after_a_week_and_can_be_sent_again():
    owner = make.member(make.organisation())
    invitation, old = invite(owner, at=timezone.now() - timedelta(days=8))
    client = make.signed_in(owner)
    assert Client().get(old).status_code == 410
    assert "the link has ended" in client.get(TEAM).content.decode()

    client.post(reverse("accounts:resend_invitation", args=["river-valley", invitation.pk]))

    assert Client().get(old).status_code == 410
    assert newest_link() != old
    assert Client().get(newest_link()).status_code == 200
    assert AuditEntry.objects.filter(verb="sent again the invitation of").exists()


def test_an_invitation_that_is_withdrawn_opens_nothing():
    owner = make.member(make.organisation())
    invitation, link = invite(owner)
    client = make.signed_in(owner)

    client.post(reverse("accounts:withdraw_invitation", args=["river-valley", invitation.pk]))

    assert Client().get(link).status_code == 410
    assert not Invitation.objects.exists()
    assert AuditEntry.objects.filter(verb="withdrew the invitation of").exists()


def test_what_was_accepted_meanwhile_is_neither_sent_again_nor_withdrawn():
    owner = make.member(make.organisation())
    invitation, link = invite(owner)
    Client().post(link, {"name": "Dora Blum", "password": make.PASSWORD})
    by = make.actor(owner)

    assert not joining.resend(invitation=invitation, at=timezone.now(), by=by)
    assert not joining.withdraw(invitation=invitation, at=timezone.now(), by=by)


def test_the_pages_say_nothing_when_an_invitation_was_accepted_in_that_very_moment(monkeypatch):
    owner = make.member(make.organisation())
    invitation, _ = invite(owner)
    client = make.signed_in(owner)
    monkeypatch.setattr(joining, "resend", lambda **_: False)
    monkeypatch.setattr(joining, "withdraw", lambda **_: False)

    for name in ("resend_invitation", "withdraw_invitation"):
        path = reverse(f"accounts:{name}", args=["river-valley", invitation.pk])
        answer = client.post(path, follow=True)
        assert messages_of(answer) == ""


def test_a_role_changes_and_with_it_what_one_may_do():
    ours = make.organisation()
    owner, ben = make.member(ours), make.member(ours, "Ben Okafor", Role.VIEWER)
    his = make.signed_in(ben)
    assert his.get("/dashboard/river-valley/audit/").status_code == 403

    path = reverse("accounts:change_role", args=["river-valley", ben.pk])
    answer = make.signed_in(owner).post(path, {"role": "organiser"}, follow=True)

    assert "Ben Okafor is now: Organiser." in messages_of(answer)
    assert his.get("/dashboard/river-valley/audit/").status_code == 200
    entry = AuditEntry.objects.get()
    assert (entry.before, entry.after) == ({"role": "viewer"}, {"role": "organiser"})


def test_a_role_that_does_not_exist_is_refused():
    owner = make.member(make.organisation())
    path = reverse("accounts:change_role", args=["river-valley", owner.pk])

    answer = make.signed_in(owner).post(path, {"role": "emperor"}, follow=True)

    assert "Choose one of the roles" in messages_of(answer)


def test_saving_the_same_role_leaves_no_trace():
    ours = make.organisation()
    owner, ben = make.member(ours), make.member(ours, "Ben Okafor", Role.VIEWER)

    managing.change_role(membership=ben, role=Role.VIEWER, at=make.NOON, by=make.actor(owner))

    assert not AuditEntry.objects.exists()


def test_the_last_owner_stays_an_owner():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)
    for name, data in (("change_role", {"role": "viewer"}), ("remove_member", {})):
        path = reverse(f"accounts:{name}", args=["river-valley", owner.pk])

        answer = client.post(path, data, follow=True)

        assert "Ana Lopez is the only owner" in messages_of(answer)
    owner.refresh_from_db()
    assert owner.role == "owner"


def test_one_of_two_owners_may_leave_and_is_shown_out():
    ours = make.organisation()
    ana, _ben = make.member(ours), make.member(ours, "Ben Okafor")
    client = make.signed_in(ana)

    answer = client.post(reverse("accounts:remove_member", args=["river-valley", ana.pk]))

    assert answer["Location"] == "/dashboard/"
    assert not Membership.objects.filter(user=ana.user).exists()


def test_a_member_is_removed_with_a_row_in_the_trail():
    ours = make.organisation()
    owner, ben = make.member(ours), make.member(ours, "Ben Okafor", Role.WRITER)
    path = reverse("accounts:remove_member", args=["river-valley", ben.pk])

    answer = make.signed_in(owner).post(path, follow=True)

    assert "Ben Okafor has left the team" in messages_of(answer)
    entry = AuditEntry.objects.get()
    assert (entry.verb, entry.subject_label) == ("removed", "Ben Okafor")
    assert entry.before == {"role": "writer"}


def test_the_later_of_two_owners_is_told(monkeypatch):
    ours = make.organisation()
    owner, ben = make.member(ours), make.member(ours, "Ben Okafor", Role.WRITER)
    as_seen = Membership.objects.get(pk=ben.pk)
    Membership.objects.filter(pk=ben.pk).update(role=Role.ANALYST)
    by = make.actor(owner)

    with pytest.raises(managing.ChangedMeanwhileError):
        managing.change_role(membership=as_seen, role=Role.VIEWER, at=make.NOON, by=by)
    with pytest.raises(managing.ChangedMeanwhileError):
        managing.remove(membership=as_seen, at=make.NOON, by=by)

    def changed(**_values):
        raise managing.ChangedMeanwhileError

    monkeypatch.setattr(managing, "change_role", changed)
    monkeypatch.setattr(managing, "remove", changed)
    client = make.signed_in(owner)
    for name in ("change_role", "remove_member"):
        path = reverse(f"accounts:{name}", args=["river-valley", ben.pk])
        answer = client.post(path, {"role": "viewer"}, follow=True)
        assert "A colleague changed Ben Okafor in the meantime" in messages_of(answer)


def test_the_second_factor_is_made_compulsory_and_optional_again():
    owner = make.member(make.organisation())
    client = make.signed_in(owner)
    path = reverse("accounts:second_factor", args=["river-valley"])
    assert "One member has none yet" in client.get(TEAM).content.decode()

    client.post(path, {"required": "yes"})
    owner.organisation.refresh_from_db()
    assert owner.organisation.second_factor_required
    assert client.get(TEAM)["Location"] == "/accounts/second-factor/needed/"
    assert AuditEntry.objects.get().verb == "made the second factor compulsory"

    by = make.actor(owner)
    for _ in range(2):
        managing.require_second_factor(
            organisation=owner.organisation, required=False, at=make.NOON, by=by
        )
    client.post(path, {"required": "no"})
    assert AuditEntry.objects.count() == 2
    assert client.get(TEAM).status_code == 200


def test_the_optional_switch_is_off_by_its_button():
    owner = make.member(make.organisation())

    answer = make.signed_in(owner).post(
        reverse("accounts:second_factor", args=["river-valley"]),
        {"required": "no"},
        follow=True,
    )

    assert "up to each member" in messages_of(answer)


def test_the_team_page_asks_the_database_as_often_for_two_as_for_ten(
    django_assert_max_num_queries,
):
    ours = make.organisation()
    owner = make.member(ours)
    for number in range(9):
        make.member(ours, f"Member {number}", Role.VIEWER)
    client = make.signed_in(owner)

    with django_assert_max_num_queries(8):
        client.get(TEAM)


def test_the_first_owner_comes_from_the_command_line():
    ours = make.organisation()

    def add() -> User:
        return joining.add_owner(
            organisation=ours,
            email="Ana.Lopez@example.org",
            name="Ana Lopez",
            at=make.NOON,
            by=auditing.COMMAND_LINE,
        )

    user = add()
    assert add() == user

    assert user.email == "ana.lopez@example.org"
    assert not user.has_usable_password()
    verbs = list(AuditEntry.objects.order_by("pk").values_list("verb", flat=True))
    assert verbs == ["added", "made an owner"]


def test_addresses_are_kept_in_lower_case_and_once():
    user = make.user()

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("ANA.LOPEZ@example.org")
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=user.pk).update(email="Ana@example.org")
    assert User.objects.get_by_natural_key("ANA.Lopez@example.org") == user


def test_rows_are_named_for_people():
    owner = make.member(make.organisation())
    invitation, _ = invite(owner, at=make.NOON)

    assert str(owner) == "Ana Lopez (owner)"
    assert str(invitation) == "dora@example.org (writer)"
    assert str(User(email="x@example.org")) == "x@example.org"

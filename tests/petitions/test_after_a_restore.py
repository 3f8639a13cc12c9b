"""After a restore: whoever confirmed, withdrew or was removed since the backup counts once."""

import io
import shutil
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.utils import timezone
from pytest_django import Settings

from tests import make
from tests.ledger import making
from tests.petitions.make import confirm_newest, fold, sign
from undersigned.campaigns.models import Campaign
from undersigned.ledger import promising, voiding
from undersigned.ledger.models import Lost, Opening, RowKey, Tally
from undersigned.petitions import counting, releasing, removing, withdrawing
from undersigned.petitions.models import Signature
from undersigned.supporters.models import EmailConsent

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _own_data(settings: Settings, tmp_path: Path) -> None:
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()


@pytest.fixture
def campaign() -> Campaign:
    return make.campaign(make.organisation())


@pytest.fixture
def backup(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar.gz"


def command(*arguments: object) -> str:
    said = io.StringIO()
    call_command(*map(str, arguments), stdout=said)
    return said.getvalue()


def signs(campaign: Campaign, name: str, **values: Any) -> str:
    email = f"{name.lower()}@example.org"
    sign(campaign, given_name=name, email=email, **values)
    return email


def confirms(email: str) -> None:
    confirm_newest(email)
    fold()


def restored(backup: Path) -> str:
    """What the operator is told; the worker runs again."""
    command("restore", backup, "--yes")
    return recovered()


def recovered() -> str:
    said = command("ledger", "recover")
    command("recount", "--repair")
    fold()
    return said


def public_count(campaign: Campaign) -> int:
    """As anybody counts it, as the database does, and as the page shows it."""
    fold()
    found = making.count(making.public(), campaign.petition.uuid)
    assert found == Tally.objects.get(petition=campaign.petition.uuid).count
    assert found == counting.shown_count(campaign.petition).count
    assert "0 differed" in command("recount")
    return found


def remove(uuid: UUID) -> None:
    removing.remove([uuid], reason=Signature.Reason.FRAUD, at=timezone.now(), by=None)
    fold()


def withdraw(email: str) -> None:
    withdrawing.withdraw([signature(email).uuid], at=timezone.now())
    fold()


def signature(email: str) -> Signature:
    return Signature.objects.get(email=email)


def test_who_confirmed_after_the_backup_and_presses_again_counts_once(
    campaign: Campaign, backup: Path
) -> None:
    ana = signs(campaign, "Ana", consent="yes")
    command("backup", backup)
    confirms(ana)
    assert public_count(campaign) == 1

    said = restored(backup)

    assert "1 signatures waited in the backup and had confirmed since" in said
    assert public_count(campaign) == 1
    row = signature(ana)
    assert row.state == "confirmed"
    assert row.confirmed_at
    assert row.signed_at <= row.confirmed_at
    assert row.supporter.email_consent == EmailConsent.GIVEN
    confirms(ana)
    sign(campaign, given_name="Ana", email=ana)
    assert public_count(campaign) == 1
    assert making.kinds(making.public()) == {"petition": 1, "sign": 1}


def test_who_is_not_in_the_backup_and_signs_again_counts_once_and_gets_a_receipt(
    campaign: Campaign, backup: Path
) -> None:
    command("backup", backup)
    for name in ("Ana", "Luis"):
        confirms(signs(campaign, name))
    assert public_count(campaign) == 2

    said = restored(backup)
    assert "2 signatures in the log have no signer here" in said
    assert "2 signatures were adopted" in command("ledger", "status")
    assert public_count(campaign) == 2
    ana = signs(campaign, "Ana")
    assert public_count(campaign) == 2
    confirms(ana)

    assert public_count(campaign) == 2
    assert Tally.objects.get(petition=campaign.petition.uuid).by_reason == {"duplicate": 1}
    given = promising.find(signature(ana).uuid)
    assert given is not None
    assert promising.receipt(given)
    assert Lost.objects.count() == 1  # Luis


def test_the_other_person_of_a_mailbox_is_somebody_else(
    campaign: Campaign, backup: Path
) -> None:
    command("backup", backup)
    confirms(signs(campaign, "Ana"))
    restored(backup)

    sign(campaign, given_name="Ben", email="ana@example.org")
    confirms("ana@example.org")

    assert public_count(campaign) == 2


def test_a_held_signature_that_was_let_go_after_the_backup_counts(
    campaign: Campaign, backup: Path
) -> None:
    make.rates(campaign.organisation, holds_disposable=True, disposable="example.org")
    ana = signs(campaign, "Ana")
    confirms(ana)
    assert signature(ana).state == "held"
    command("backup", backup)
    by = make.actor(make.member(campaign.organisation))
    releasing.release(Signature.objects.all(), organisation_id=campaign.organisation_id,
                      at=timezone.now(), by=by)  # fmt: skip
    releasing.release_due(at=timezone.now())
    assert public_count(campaign) == 1

    restored(backup)

    assert signature(ana).state == "confirmed"
    assert public_count(campaign) == 1


def test_who_presses_before_the_log_is_recovered_counts_once(
    campaign: Campaign, backup: Path
) -> None:
    ana = signs(campaign, "Ana")
    command("backup", backup)
    confirms(ana)
    command("restore", backup, "--yes")
    confirm_newest(ana)  # the site is up, the log stands still

    said = recovered()

    assert "confirmed again since the restore" in said
    assert public_count(campaign) == 1
    given = promising.find(signature(ana).uuid)
    assert given is not None
    assert given.index == 2  # the text, the older leaf, her own, and what voids the older
    assert promising.receipt(given)


def test_what_was_withdrawn_after_the_backup_stays_withdrawn(
    campaign: Campaign, backup: Path
) -> None:
    ana, luis = signs(campaign, "Ana"), signs(campaign, "Luis")
    confirms(ana)
    command("backup", backup)
    confirms(luis)  # waits in the backup
    for email in (ana, luis):
        withdraw(email)
    assert public_count(campaign) == 0

    said = restored(backup)

    assert "2 signatures were withdrawn or removed after the backup" in said
    assert "erase them again" in said
    assert public_count(campaign) == 0
    assert {signature(ana).state, signature(luis).state} == {"withdrawn"}


def test_what_was_removed_after_the_backup_stays_removed_and_can_be_restored(
    campaign: Campaign, backup: Path
) -> None:
    ana, luis = signs(campaign, "Ana"), signs(campaign, "Luis")
    confirms(ana)
    command("backup", backup)
    confirms(luis)
    for email in (ana, luis):
        remove(signature(email).uuid)

    restored(backup)

    assert public_count(campaign) == 0
    uuids = list(
        Signature.objects.filter(removed_reason="fraud").values_list("uuid", flat=True)
    )
    assert len(uuids) == 2
    removing.restore(uuids, reason=Signature.Reason.ERROR, at=timezone.now(), by=None)
    assert public_count(campaign) == 2


def test_what_was_restored_after_the_backup_counts(campaign: Campaign, backup: Path) -> None:
    ana = signs(campaign, "Ana")
    confirms(ana)
    uuid = signature(ana).uuid
    remove(uuid)
    command("backup", backup)
    removing.restore([uuid], reason=Signature.Reason.ERROR, at=timezone.now(), by=None)
    assert public_count(campaign) == 1

    assert "1 signatures were restored after the backup" in restored(backup)

    assert signature(ana).state == "confirmed"
    assert public_count(campaign) == 1


def test_who_withdrew_and_signed_again_after_the_backup_counts_once(
    campaign: Campaign, backup: Path
) -> None:
    ana = signs(campaign, "Ana")
    confirms(ana)
    command("backup", backup)
    withdraw(ana)
    signs(campaign, "Ana")
    confirms(ana)
    assert public_count(campaign) == 1

    restored(backup)

    assert signature(ana).state == "confirmed"
    assert public_count(campaign) == 1
    withdraw(ana)
    assert public_count(campaign) == 0


def test_who_withdraws_or_is_removed_before_the_log_is_recovered_stays_so(
    campaign: Campaign, backup: Path
) -> None:
    ana, luis = signs(campaign, "Ana"), signs(campaign, "Luis")
    command("backup", backup)
    for email in (ana, luis):
        confirms(email)
    command("restore", backup, "--yes")
    withdrawing.withdraw([signature(ana).uuid], at=timezone.now())
    removing.remove([signature(luis).uuid], reason=Signature.Reason.FRAUD, at=timezone.now(),
                    by=None)  # fmt: skip

    recovered()

    assert public_count(campaign) == 0
    reasons = Tally.objects.get(petition=campaign.petition.uuid).by_reason
    assert reasons == {"withdrawn": 1, "fraud": 1}


def test_without_the_journal_it_is_said_how_much_too_high_the_count_may_become(
    campaign: Campaign, backup: Path, settings: Settings
) -> None:
    ana, luis = signs(campaign, "Ana"), signs(campaign, "Luis")
    command("backup", backup)
    for email in (ana, luis):
        confirms(email)
    shutil.rmtree(settings.LEDGER_JOURNAL)

    said = restored(backup)

    assert "2 signatures in the log are nobody's" in said
    assert "too high by this number at most" in said
    assert public_count(campaign) == 2  # nothing is dropped
    confirms(ana)
    assert public_count(campaign) == 3  # as was said


def test_recovering_again_changes_nothing_more(campaign: Campaign, backup: Path) -> None:
    ana, luis = signs(campaign, "Ana"), signs(campaign, "Luis")
    confirms(luis)
    command("backup", backup)
    confirms(ana)
    confirms(signs(campaign, "Rosa"))
    withdraw(luis)
    restored(backup)
    before = list(Signature.objects.order_by("pk").values_list("state", "confirmed_at"))

    said = recovered()

    assert "0 were adopted" in said
    assert "waited in the backup" not in said
    assert before == list(Signature.objects.order_by("pk").values_list("state", "confirmed_at"))
    assert public_count(campaign) == 2
    signs(campaign, "Luis")
    confirms(luis)
    recovered()
    assert signature(luis).state == "confirmed"
    assert public_count(campaign) == 3


def test_what_the_end_of_retention_destroyed_after_the_backup_is_destroyed_again(
    campaign: Campaign, backup: Path
) -> None:
    ana = signs(campaign, "Ana")
    confirms(ana)
    command("backup", backup)
    voiding.retire([signature(ana).uuid], at=timezone.now())
    fold()

    restored(backup)

    assert public_count(campaign) == 1
    assert not Opening.objects.exists()
    assert not RowKey.objects.exists()

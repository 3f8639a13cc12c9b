"""An erased person is in no table any more: every one of them is looked through."""

import pytest
from django.apps import apps
from django.db.models import CharField, EmailField, JSONField, TextField

from tests import make
from tests.petitions.make import confirm_newest, fold, sign
from undersigned.actions.models import Submission
from undersigned.mailings.models import Mailing, Recipient
from undersigned.outbox.models import Message
from undersigned.petitions import counting
from undersigned.supporters import erasing
from undersigned.supporters.models import Supporter

pytestmark = pytest.mark.django_db
# What was typed and sent is deleted after 30 days by the clock; decision 9 of the architecture.
LATER = (Submission, Message)


def _tables_that_hold(words: str) -> set[str]:
    found = set()
    for model in apps.get_models():
        if model in LATER:
            continue
        texts = [
            field.attname
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField | EmailField | JSONField)
        ]
        rows = model._default_manager.values_list(*texts) if texts else ()
        if words in str(list(rows)).lower():
            found.add(model._meta.label)
    return found


def test_no_table_holds_a_datum_of_an_erased_person() -> None:
    organisation = make.organisation()
    campaign = make.campaign(organisation)
    ana = make.actor(make.member(organisation))
    sign(campaign, consent="on")
    confirm_newest()
    fold()
    luis = Supporter.objects.get()
    mailing = Mailing.objects.create(
        organisation=organisation, name="News", created_by_label="Ana", created_at=make.NOON
    )
    Recipient.objects.create(
        organisation=organisation, mailing=mailing, supporter=luis,
        canonical_address=luis.canonical_address, state=Recipient.State.SENT,
    )  # fmt: skip
    assert "supporters.Supporter" in _tables_that_hold("luis.ortega")

    erasing.erase(supporter=luis, reason="asked", never_again=True, at=make.NOON, by=ana)
    fold()

    assert _tables_that_hold("luis.ortega") == set()
    assert _tables_that_hold("ortega") == set()
    assert Recipient.objects.get().supporter is None
    assert counting.shown_count(campaign.petition).count == 0

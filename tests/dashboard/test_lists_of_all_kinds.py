"""Nine systems' tables and hostile files through the three screens, as the pages offer them."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests import make
from tests.supporters import moving
from tests.supporters.headers import SYSTEMS
from undersigned.dashboard import moving as moving_in
from undersigned.supporters.importing import storing
from undersigned.supporters.models import EmailConsent, Import, Supporter

pytestmark = pytest.mark.django_db
HOME = "/dashboard/river-valley/supporters/imports/"
GOOD = "rosa@example.org,Rosa,Diaz,45701\r\n"
HEADER = "email,first name,last name,zip\r\n"

# Of each: the file, how many people it makes, and what is said of which rows.
HOSTILE = {
    "formulas": (HEADER + GOOD + 'luis@example.org,"=HYPERLINK(""x"")",@SUM(A1),1\r\n', 2,
                 {"postal_code": 1}),
    "a field of ten megabytes": (HEADER + GOOD + f"luis@example.org,{'x' * 10_000_000},,\r\n",
                                 1, {"too_long": 1}),
    "a quote that is never closed": (HEADER + 'luis@example.org,"Luis,,\r\n' + GOOD, 1,
                                     {"broken_quotes": 1}),
    "Windows-1252 without a word": ((HEADER + GOOD.replace("Rosa", "Zoë")).encode("cp1252"), 1,
                                    {}),
    "UTF-16": ((HEADER + GOOD).encode("utf-16"), 1, {}),
    "nothing but repeats": (HEADER + GOOD * 500, 1, {}),
    "too many cells": (HEADER + GOOD + "a@example.org,1,2,3,4,5,6\r\n", 1, {"wrong_width": 1}),
    "no address that can be one": (HEADER + GOOD + "rosa at example,R,D,\r\n,R,D,\r\n", 1,
                                   {"bad_email": 1, "no_email": 1}),
    "NUL bytes": (HEADER + GOOD + "luis@example.org,L\0uis,,\r\n", 2, {}),
}  # fmt: skip


@pytest.fixture
def ours():
    return make.organisation()


@pytest.fixture
def ana(ours):
    return make.signed_in(make.member(ours))


def through(ana, content, *, name="list.csv"):
    """As somebody who takes each screen as it is; what is shown on the way, and the import."""
    raw = content if isinstance(content, bytes) else content.encode()
    answer = ana.post(f"{HOME}new/", {"file": SimpleUploadedFile(name, raw), "kind": "people"})
    batch = Import.objects.get()
    page = ana.get(answer.url)
    asked = {field.html_name: field.value() for field in page.context["form"]}
    columns = {name: value or "" for name, value in asked.items() if name.startswith("column")}
    ana.post(answer.url, columns | {"agreed": "everyone", "basis": "Ticked a box"})
    for stage in ("", "start/"):
        if stage:
            ana.post(f"{HOME}{batch.uuid}/{stage}")
        while moving_in.go_on(at=timezone.now()):
            pass
        batch.refresh_from_db()
        assert not batch.failure, batch.failure
    assert batch.state == Import.State.DONE
    return page.content.decode(), ana.get(f"{HOME}{batch.uuid}/").content.decode(), batch


@pytest.mark.parametrize("system", SYSTEMS)
def test_a_table_of_each_system_goes_through_the_screens_as_they_are(ana, ours, system):
    columns, _came, batch = through(ana, SYSTEMS[system])

    assert system in columns, "whose table it is"
    rosa = moving.person("rosa@example.org")
    assert (rosa.given_name, rosa.family_name) == ("Rosa", "Diaz")
    assert (rosa.phone, rosa.postal_code, rosa.region) == ("6145550100", "45701", "OH")
    assert {tag.name for tag in rosa.tags.all()} == {"volunteer", "host"}
    assert rosa.email_consent == EmailConsent.WITHDRAWN
    assert batch.found.get("refused", 0) == 0


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_hostile_file_loses_nothing_and_says_why(ana, ours, kind):
    content, people, reasons = HOSTILE[kind]

    _columns, came, batch = through(ana, content)

    assert Supporter.objects.count() == people
    found = {name[4:]: number for name, number in batch.found.items() if name[:4] == "why:"}
    assert found == reasons
    text = content if isinstance(content, str) else content.decode("cp1252", "replace")
    if "UTF-16" not in kind:
        lines = text.count("\n") - 1
        taken = sum(batch.found.get(n, 0) for n in ("new", "changed", "same", "repeated"))
        assert taken + batch.found.get("refused", 0) == lines, "each row is somewhere"
    if reasons:
        assert "Download these rows with their reasons" in came
        told = storing.problems_path(batch).read_text()
        assert "\n=" not in told
        assert ',"=' not in told, "no formula that a spreadsheet would run"

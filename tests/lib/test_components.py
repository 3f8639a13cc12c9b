"""Components: what a page is made of is labelled, tied together, and free of inline style."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import lucide
import pytest
from django import forms
from django.contrib.messages import constants as levels
from django.core.paginator import Paginator
from django.template import Context, engines
from django.test import RequestFactory

import undersigned
from tests.lib import guide
from undersigned.lib.templatetags import house

TEMPLATES = Path(__file__).parent / "templates"
SOURCE = Path(undersigned.__file__).parent


def _render(text, **context):
    return engines["django"].engine.from_string(text).render(Context(context))


def _page(name):
    return _render((TEMPLATES / name).read_text(), **guide.context())


def test_an_error_is_tied_to_its_field():
    html = _render("{% field form.email %}", form=guide.ContactForm({"email": "ada"}))

    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_email_error"' in html
    assert 'value="ada"' in html


def test_a_field_without_error_and_hint_is_just_labelled():
    html = _render("{% field form.first %}", form=guide.ContactForm())

    assert '<label class="field-label" for="id_first">First name</label>' in html
    assert "aria-describedby" not in html


def test_fields_say_when_they_may_be_left_empty():
    html = _render("{% field form.last short=True %}", form=guide.ContactForm())

    assert "(optional)" in html
    assert "input-short" in html


def test_radio_buttons_stand_in_a_fieldset_with_their_hint():
    html = _render(
        "{% field form.ask hint='Either is fine.' cards=True %}", form=guide.ContactForm({})
    )

    assert '<fieldset class="field" aria-describedby="id_ask_helptext id_ask_error">' in html
    assert "choices-cards" in html
    assert html.count('type="radio"') == 2


def test_a_tick_box_is_inside_its_label_and_never_ticked_by_itself():
    html = _render("{% field form.consent label='Write to me' %}", form=guide.ContactForm())

    assert "Write to me" in html
    assert "checked" not in html


def test_a_hidden_field_shows_nothing():
    html = _render("{% field form.hidden %}", form=guide.ContactForm())

    assert "label" not in html


def test_the_summary_of_errors_links_to_fields():
    html = _render("{% errors form %}", form=guide.ContactForm({"email": "ada"}))

    assert '<a href="#id_email">Email</a>' in html
    assert '<a href="#id_ask">May we write?</a>' in html


def test_a_form_without_errors_has_no_summary():
    assert _render("{% errors form %}", form=guide.ContactForm()).strip() == ""


def test_what_is_wrong_with_the_whole_form_is_said():
    class Pair(forms.Form):
        def clean(self):
            raise forms.ValidationError("Someone saved in between.")

    assert "Someone saved in between." in _render("{% errors form %}", form=Pair({}))


def test_a_meter_never_runs_over_its_goal():
    html = _render("{% meter 12 10 %}")

    assert 'max="10" value="10"' in html
    assert 'max="1" value="0"' in _render("{% meter 5 0 label='Goal' thin=True %}")


def test_the_pager_keeps_what_the_address_asks_for():
    request = RequestFactory().get("/list?state=IA&page=2")
    page = Paginator(range(1204), 50).page(2)

    html = _render("{% pager page %}", request=request, page=page)

    assert 'href="?state=IA&amp;page=1"' in html
    assert 'href="?state=IA&amp;page=3"' in html
    assert "51 to 100" in html
    assert "1,204 in all" in html
    assert 'href="?page=3"' in _render("{% pager page %}", page=page)


def test_one_page_has_no_pager():
    assert _render("{% pager page %}", page=Paginator([1], 50).page(1)).strip() == ""


def test_the_last_page_has_no_next():
    page = Paginator(range(60), 50).page(2)

    assert "Next" not in _render("{% pager page %}", page=page)


def test_numbers_are_written_for_readers():
    assert _render("{% number 1204 %}") == "1,204"
    assert house.number(None) == house.NOTHING
    assert house.number(2.0) == "2"
    assert house.number(2.55, 1) in {"2.5", "2.6"}
    assert house.number(1.25) in {"1.2", "1.3"}
    assert house.percent(1, 4) == "25%"
    assert house.percent(1, 0) == house.NOTHING


def test_a_time_is_shown_in_its_zone_and_names_it():
    moment = datetime(2022, 11, 9, 14, 0, tzinfo=UTC)

    html = _render("{% local_time moment 'America/New_York' %}", moment=moment)

    assert "Nov. 9, 2022, 9 a.m. EST" in html
    assert 'datetime="2022-11-09T09:00:00-05:00"' in html
    assert "UTC" in house.local_time(moment)
    assert "EST" not in house.local_time(moment, "America/New_York", "short")
    assert "Nov. 9, 2022</time>" in house.local_time(moment, "", "date")
    assert "Nov. 8, 2022" in house.local_time(date(2022, 11, 8))
    assert house.local_time(None) == house.NOTHING


def test_messages_have_a_tone_and_an_icon():
    assert house.tone(levels.ERROR) == "bad"
    assert house.tone_icon(levels.SUCCESS) == "circle-check"


@pytest.mark.parametrize(
    ("name", "letters"), [("Ana Maria Lopes", "AL"), ("Cher", "C"), ("", ""), ("Ana L", "AL")]
)
def test_initials_stand_for_a_name(name, letters):
    assert house.initials(name) == letters


def test_a_tile_can_be_a_link_and_hold_words():
    html = _render("{% tile 'Last backup' 'yesterday' url='/backup' %}")

    assert '<a class="tile" href="/backup">' in html
    assert "yesterday" in html


def test_a_dialog_asks_before_it_posts():
    html = _render(
        "{% confirm_dialog name='erase' title='Erase?' text='For good.'"
        " label='Erase' action='/e' %}",
        csrf_token="token",
    )

    assert 'popovertarget="erase"' in html
    assert 'action="/e"' in html
    assert "csrfmiddlewaretoken" in html


@pytest.mark.parametrize("name", ["style_guide.html", "campaign_guide.html"])
def test_a_page_of_components_has_no_inline_style_or_script(name):
    html = _page(name)

    assert "style=" not in html
    assert not re.search(r"<script(?![^>]*src=)", html)
    assert not re.search(r"\son\w+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert sorted(ids) == sorted(set(ids))


def test_a_public_page_needs_no_script_and_no_token():
    html = _page("campaign_guide.html")

    assert "<script" not in html
    assert "csrf" not in html


def test_messages_are_read_out_and_alarms_stand_above_everything():
    message = SimpleNamespace(level=levels.ERROR)
    html = _render(
        (TEMPLATES / "style_guide.html").read_text(), **guide.context(), messages=[message]
    )

    assert 'class="alert is-bad" role="alert"' in html
    assert html.index("No email leaves") < html.index("<main")


def _icons():
    for path in sorted(SOURCE.rglob("*.html")):
        for name in re.findall(r"""{%\s*lucide\s+["']([^"']+)["']""", path.read_text()):
            yield path.name, name
        for name in re.findall(r"""icon=["']([^"']+)["']""", path.read_text()):
            yield path.name, name
    for path in sorted(SOURCE.rglob("*.py")):
        for name in re.findall(
            r"""icon(?:: str)? ?= ?"([a-z][a-z0-9-]*)\"""", path.read_text()
        ):
            yield path.name, name


def test_every_icon_in_a_template_exists():
    missing = []
    for place, name in _icons():
        try:
            lucide._render_icon(name, 18)
        except lucide.IconDoesNotExist:
            missing.append((place, name))

    assert missing == []


def test_tones_of_messages_have_icons_that_exist():
    for _, icon in house._TONES.values():
        assert lucide._render_icon(icon, 18)

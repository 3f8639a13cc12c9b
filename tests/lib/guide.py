"""What the style guide shows: every component and every chart, with invented numbers."""

from datetime import UTC, datetime
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator

from undersigned.lib.charts import ranking, series, states
from undersigned.lib.charts.frame import Point, Words
from undersigned.places import regions

DAYS = [40, 95, 60, 52, 48, 71, 66, 80, 77, 65, 58, 90, 120, 111, 98, 87, 60, 72, 84, 93] * 3
BY_STATE = {
    "IA": 412, "NH": 260, "SC": 198, "NV": 140, "MI": 371, "TX": 502, "CA": 640, "NY": 388,
    "OH": 204, "PA": 233, "WI": 187, "MN": 150, "GA": 96, "FL": 301, "MT": 22, "ND": 9,
    "SD": 14,
    "ME": 31, "VT": 12, "AK": 4, "HI": 6, "DC": 18, "KS": 44, "NE": 51, "MO": 80, "RI": 3,
}  # fmt: skip
SOURCES = {
    "Email to the list": 1420, "Facebook": 610, "Partner: Farm Union of the Plains States": 388,
    "Typed the address": 300, "Instagram": 122, "Press release": 96, "Radio spot": 20, "x1": 9,
    "x2": 8, "x3": 7, "x4": 6, "x5": 5,
}  # fmt: skip


class ContactForm(forms.Form):
    first = forms.CharField(label="First name")
    last = forms.CharField(label="Last name", required=False)
    email = forms.EmailField(label="Email", help_text="We never show it.")
    zip = forms.CharField(label="ZIP code")
    state = forms.ChoiceField(label="State", choices=[("", "Choose"), *regions.CHOICES])
    story = forms.CharField(label="Story", widget=forms.Textarea(attrs={"rows": 4}))
    when = forms.DateField(label="Date", widget=forms.DateInput(attrs={"type": "date"}))
    image = forms.FileField(label="Picture", required=False, help_text="JPEG, PNG or WebP.")
    ask = forms.ChoiceField(
        label="May we write?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    consent = forms.BooleanField(label="Email me how this goes on.", required=False)
    hidden = forms.CharField(widget=forms.HiddenInput, required=False)


def context():
    return {**_frame(), **_pieces(), **_charts()}


def _frame():
    return {
        "organisation": SimpleNamespace(name="Rural Mail Alliance", paid_for_by="Paid by us"),
        "banner": "An example: everything here is invented.",
        "menu": [
            {"title": "", "items": [
                {"label": "Overview", "url": "/", "icon": "layout-dashboard", "current": True},
                {"label": "Supporters", "url": "/s", "icon": "users"},
                {"label": "Mailings", "url": "/m", "icon": "mail", "badge": "2"},
            ]},
            {"title": "Setup", "items": [{"label": "Team", "url": "/t", "icon": "shield"}]},
        ],
        "alarms": [{"title": "No email leaves this installation.", "text": "No relay is set."}],
        "public_menu": [
            {"label": "Campaigns", "url": "/c"},
            {"label": "About", "url": "/a"},
            {"label": "Donate", "url": "/d", "button": True},
        ],
        "member_name": "Ana Lopes",
        "member_menu": [{"label": "Sign out", "url": "/out", "icon": "log-out", "post": True}],
        "organisation_choices": [
            {"name": "Rural Mail Alliance", "url": "/1", "current": True},
            {"name": "RootsAction", "url": "/2"},
        ],
        "search_url": "/search",
    }  # fmt: skip


def _pieces():
    return {
        "steps_items": [
            {"label": "The ask and the target", "state": "done", "url": "/1"},
            {"label": "Story and evidence", "state": "current", "url": "/2"},
            {"label": "After signing", "state": "", "url": ""},
        ],
        "tab_items": [
            {"label": "Overview", "url": "/", "current": True},
            {"label": "Comments", "url": "/c", "badge": 3},
        ],
        "moment": datetime(2026, 11, 9, 14, tzinfo=UTC),
        "people": [
            {"name": "Maria Gonzalez", "email": "maria.gonzalez@example.org"},
            {"name": "Wolfeschlegelsteinhausenbergerdorff", "email": "w@long.example.net"},
        ],
        "page": Paginator(range(1204), 50).page(2),
        "form": ContactForm({"first": "Ada", "email": "ada", "consent": "on"}),
    }


def _charts():
    words = Words(title="Signatures a day", what="Day", unit="Signatures")
    by_state = Words(title="By state", what="State", unit="Signatures")
    points = [Point(label=f"{day % 30 + 1} Oct", value=value) for day, value in enumerate(DAYS)]
    banded = [
        Point(label=p.label, value=p.value, low=p.value * 0.8, high=p.value * 1.2)
        for p in points
    ]
    hours = [Point(label=f"{hour}:00", value=hour * 3 % 17) for hour in range(24)]
    sources = [Point(label=label, value=value) for label, value in SOURCES.items()]
    return {
        "spark": series.sparkline(DAYS[:20], label="Twenty days"),
        "bars": series.bars(points, words),
        "line": series.line(banded, words),
        "hours": series.bars(hours, Words(title="By hour", what="Hour", unit="Signatures")),
        "nothing": series.bars([], words),
        "ranking": ranking.ranking(
            sources,
            Words(title="Where they came from", what="Source", unit="Signatures"),
            most=7,
        ),
        "map": states.us_map(BY_STATE, by_state, state_names=regions.US, without=212),
        "tiles": states.us_tiles(BY_STATE, by_state, state_names=regions.US),
    }

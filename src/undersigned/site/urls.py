"""Addresses of the public face. The campaign's own is the last of the installation."""

from datetime import date

from django.urls import URLPattern, path, register_converter

from undersigned.site.views import evidence, pages, polls

app_name = "site"

_CLAIM = "o/<slug:slug>/claims/<uuid:uuid>/"
_POLL = "o/<slug:slug>/polls/<uuid:uuid>/"
_AVERAGE = "o/<slug:slug>/averages/<uuid:uuid>/"


class DayConverter:
    """A day in an address: 2026-11-20."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date) -> str:
        return value.isoformat()


register_converter(DayConverter, "day")

urlpatterns: list[URLPattern] = [
    path("", pages.front, name="front"),
    path("robots.txt", pages.robots, name="robots"),
    path("sitemap.xml", pages.sitemap, name="sitemap"),
    path("o/<slug:slug>/", pages.organisation, name="organisation"),
    path("o/<slug:slug>/releases/<slug:release_slug>/", pages.release, name="release"),
    path(_CLAIM, evidence.claim, name="claim"),
    path(f"{_CLAIM}claim.csv", evidence.claim_csv, name="claim_csv"),
    path(_POLL, polls.record, name="poll"),
    path(f"{_POLL}copies/<uuid:copy_uuid>/", polls.copy, name="poll_copy"),
    path(_AVERAGE, evidence.average, name="average"),
    path(f"{_AVERAGE}<day:day>/", evidence.average, name="past_average"),
    path(f"{_AVERAGE}embed/", evidence.embed, name="embed"),
    path(f"{_AVERAGE}polls.csv", evidence.average_csv("polls"), name="polls_csv"),
    path(f"{_AVERAGE}days.csv", evidence.average_csv("days"), name="days_csv"),
    path(f"{_AVERAGE}chart.svg", evidence.chart("chart"), name="chart"),
    path(f"{_AVERAGE}chart-phone.svg", evidence.chart("chart-phone"), name="chart_phone"),
    path(f"{_AVERAGE}card.png", evidence.card, name="average_card"),
    path("<slug:slug>/card.png", pages.card, name="card"),
    path("<slug:slug>/", pages.campaign, name="campaign"),
]

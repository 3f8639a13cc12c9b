"""Addresses of the library of polls and claims."""

from django.urls import URLPattern, path

from undersigned.evidence.desk.views import articles, lists, records
from undersigned.evidence.views import averages, claims, library

app_name = "evidence"

_EVIDENCE = "dashboard/<slug:organisation>/evidence/"
_POLL = f"{_EVIDENCE}polls/<uuid:uuid>/"
_CLAIM = f"{_EVIDENCE}claims/<uuid:uuid>/"
_AVERAGES = f"{_EVIDENCE}averages/"
_AVERAGE = f"{_AVERAGES}<uuid:uuid>/"
_LIST = f"{_EVIDENCE}list/<uuid:uuid>/"

urlpatterns: list[URLPattern] = [
    path(_EVIDENCE, library.evidence, name="evidence"),
    path(f"{_EVIDENCE}polls/new/", library.add_poll, name="add_poll"),
    path(_POLL, library.poll, name="poll"),
    path(f"{_POLL}removal/", library.remove_poll, name="remove_poll"),
    path(f"{_POLL}record/", records.record, name="record"),
    path(f"{_POLL}copies/new/", records.keep_copy, name="keep_copy"),
    path(f"{_POLL}copies/<uuid:copy_uuid>/", records.copy, name="copy"),
    path(f"{_POLL}articles/new/", articles.attach, name="attach_article"),
    path(f"{_EVIDENCE}pollsters/", records.pollsters, name="pollsters"),
    path(f"{_EVIDENCE}pollsters/merge/", records.merge_pollsters, name="merge_pollsters"),
    path(f"{_EVIDENCE}list/", lists.read, name="list"),
    path(f"{_EVIDENCE}list/store/", lists.store, name="store_list"),
    path(_LIST, lists.stored, name="stored_list"),
    path(f"{_LIST}go-on/", lists.go_on, name="go_on_with_list"),
    path(f"{_LIST}progress/", lists.progress, name="list_progress"),
    path(f"{_LIST}refused.csv", lists.refused, name="list_refused"),
    path(f"{_EVIDENCE}polls.csv", lists.export, name="export"),
    path(f"{_EVIDENCE}article/", articles.read, name="article"),
    path(f"{_EVIDENCE}article/enter/", library.enter_article, name="enter_article"),
    path(f"{_EVIDENCE}claims/new/", claims.add_claim, name="add_claim"),
    path(_CLAIM, claims.claim, name="claim"),
    path(f"{_CLAIM}noted/", claims.acknowledge, name="acknowledge_claim"),
    path(f"{_CLAIM}removal/", claims.remove_claim, name="remove_claim"),
    path(_AVERAGES, averages.averages, name="averages"),
    path(f"{_AVERAGES}new/", averages.add_average, name="add_average"),
    path(_AVERAGE, averages.average, name="average"),
    path(f"{_AVERAGE}polls.csv", averages.average_csv, {"name": "polls"}, name="polls_csv"),
    path(f"{_AVERAGE}days.csv", averages.average_csv, {"name": "days"}, name="days_csv"),
    path(f"{_AVERAGE}change/", averages.change_average, name="change_average"),
    path(f"{_AVERAGE}removal/", averages.remove_average, name="remove_average"),
]

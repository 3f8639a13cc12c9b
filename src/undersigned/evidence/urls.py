"""Addresses of the library of polls and claims."""

from django.urls import URLPattern, path

from undersigned.evidence import views

app_name = "evidence"

_EVIDENCE = "dashboard/<slug:organisation>/evidence/"
_POLL = f"{_EVIDENCE}polls/<uuid:uuid>/"
_CLAIM = f"{_EVIDENCE}claims/<uuid:uuid>/"

urlpatterns: list[URLPattern] = [
    path(_EVIDENCE, views.evidence, name="evidence"),
    path(f"{_EVIDENCE}polls/new/", views.add_poll, name="add_poll"),
    path(_POLL, views.poll, name="poll"),
    path(f"{_POLL}removal/", views.remove_poll, name="remove_poll"),
    path(f"{_EVIDENCE}claims/new/", views.add_claim, name="add_claim"),
    path(_CLAIM, views.claim, name="claim"),
    path(f"{_CLAIM}removal/", views.remove_claim, name="remove_claim"),
]

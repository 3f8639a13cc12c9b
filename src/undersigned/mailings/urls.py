"""Addresses of the mailings in the dashboard, and of unsubscribing."""

from django.urls import URLPattern, path

from undersigned.mailings.views import results, sending, unsubscribing, writing

app_name = "mailings"
_ALL = "dashboard/<slug:organisation>/mailings/"
_ONE = f"{_ALL}<uuid:mailing>/"

urlpatterns: list[URLPattern] = [
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path(_ALL, writing.mailings, name="mailings"),
    path(f"{_ALL}new/", writing.new, name="new"),
    path(f"{_ONE}write/", writing.write, name="write"),
    path(f"{_ONE}preview/", writing.preview, name="preview"),
    path(f"{_ONE}audience/", writing.choose, name="audience"),
    path(f"{_ONE}count/", writing.count, name="count"),
    path(f"{_ONE}check/", sending.check, name="check"),
    path(f"{_ONE}shown/", sending.shown, name="shown"),
    path(f"{_ONE}test/", sending.test, name="test"),
    path(f"{_ONE}send/", sending.send, name="send"),
    path(f"{_ONE}approval/", sending.approve, name="approve"),
    path(f"{_ONE}undo/", sending.undo, name="undo"),
    path(f"{_ONE}stop/", sending.stop, name="stop"),
    path(f"{_ONE}go-on/", sending.go_on, name="go_on"),
    path(f"{_ONE}again/", sending.again, name="again"),
    path(f"{_ONE}correction/", sending.correct, name="correct"),
    path(f"{_ONE}results/", results.results, name="results"),
    path(f"{_ONE}progress/", results.progress, name="progress"),
    path(f"{_ONE}recipients/", results.recipients, name="recipients"),
    path(f"{_ONE}export/", results.export, name="export"),
]

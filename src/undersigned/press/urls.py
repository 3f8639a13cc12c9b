"""Addresses of the press desk; the public reads releases at addresses of the room `site`."""

from django.urls import URLPattern, path

from undersigned.press import views

app_name = "press"

_PRESS = "dashboard/<slug:organisation>/press/"
_RELEASE = f"{_PRESS}releases/<uuid:uuid>/"
_REPORT = f"{_PRESS}coverage/<int:report_id>/"

urlpatterns: list[URLPattern] = [
    path(_PRESS, views.press, name="press"),
    path(f"{_PRESS}releases/new/", views.write, name="write"),
    path(_RELEASE, views.release, name="release"),
    path(f"{_RELEASE}approval/", views.approve, name="approve"),
    path(f"{_RELEASE}removal/", views.remove, name="remove"),
    path(f"{_PRESS}coverage/new/", views.log, name="log"),
    path(_REPORT, views.report, name="report"),
    path(f"{_REPORT}removal/", views.remove_report, name="remove_report"),
]

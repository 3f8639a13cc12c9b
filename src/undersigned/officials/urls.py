"""Addresses of the library of decision makers."""

from django.urls import URLPattern, path

from undersigned.officials import views

app_name = "officials"

_OFFICIALS = "dashboard/<slug:organisation>/decision-makers/"

urlpatterns: list[URLPattern] = [
    path(_OFFICIALS, views.officials, name="officials"),
    path(f"{_OFFICIALS}new/", views.add, name="add"),
    path(f"{_OFFICIALS}<uuid:uuid>/", views.official, name="official"),
    path(f"{_OFFICIALS}<uuid:uuid>/record/", views.change, name="change"),
    path(f"{_OFFICIALS}<uuid:uuid>/removal/", views.remove, name="remove"),
]

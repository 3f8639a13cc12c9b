"""What the public gets from this room itself."""

from django.urls import URLPattern, path

from undersigned.organisations import views

app_name = "organisations"

urlpatterns: list[URLPattern] = [
    path("o/<slug:slug>/accent.css", views.accent_css, name="accent_css"),
]

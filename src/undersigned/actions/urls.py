"""Addresses of 'tell me when it starts'."""

from django.urls import URLPattern, path

from undersigned.actions import views

app_name = "actions"

urlpatterns: list[URLPattern] = [
    path("<slug:slug>/tell-me/", views.interest, name="interest"),
    path("<slug:slug>/tell-me/<str:token>/", views.interest_confirm, name="interest_confirm"),
]

"""Addresses of the automations in the dashboard."""

from django.urls import URLPattern, path

from undersigned.automations.views import automations, running, steps

app_name = "automations"
_ALL = "dashboard/<slug:organisation>/automations/"
_ONE = f"{_ALL}<uuid:automation>/"
_STEP = f"{_ONE}steps/<int:step>/"

urlpatterns: list[URLPattern] = [
    path(_ALL, automations.automations, name="automations"),
    path(f"{_ALL}new/", automations.new, name="new"),
    path(_ONE, automations.automation, name="automation"),
    path(f"{_ONE}change/", automations.change, name="change"),
    path(f"{_ONE}steps/new/<slug:kind>/", steps.add, name="add_step"),
    path(f"{_ONE}writing/", steps.begin, name="begin"),
    path(_STEP, steps.change, name="step"),
    path(f"{_STEP}move/", steps.move, name="move_step"),
    path(f"{_STEP}removal/", steps.remove, name="remove_step"),
    path(f"{_ONE}dry-run/", running.dry_run, name="dry_run"),
    path(f"{_ONE}start/", running.start, name="start"),
    path(f"{_ONE}stop/", running.stop, name="stop"),
    path(f"{_ONE}go-on/", running.go_on, name="go_on"),
]

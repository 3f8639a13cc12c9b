"""Addresses of the automations in the dashboard."""

from django.urls import URLPattern, path

from undersigned.automations.views import automations, running, steps
from undersigned.automations.views.letters import LETTERS
from undersigned.mailings.views import (
    blocks,
    conditions,
    looking,
    preflight,
    shelf,
    writing,
)

app_name = "automations"
_ALL = "dashboard/<slug:organisation>/automations/"
_ONE = f"{_ALL}<uuid:automation>/"
_STEP = f"{_ONE}steps/<int:step>/"
_LETTERS = {"desk": LETTERS}

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
    # The email of a step: the pages are those of mailings.
    path(f"{_STEP}write/", writing.write, _LETTERS, name="write"),
    path(f"{_STEP}preview/", writing.preview, _LETTERS, name="preview"),
    path(f"{_STEP}blocks/", blocks.blocks, _LETTERS, name="blocks"),
    path(f"{_STEP}blocks/preview/", blocks.preview, _LETTERS, name="preview_blocks"),
    path(
        f"{_STEP}blocks/<slug:block>/condition/", conditions.condition, _LETTERS,
        name="condition",
    ),
    path(f"{_STEP}blocks/<slug:block>/saved/", shelf.keep_block, _LETTERS, name="keep_block"),
    path(f"{_STEP}template/", shelf.keep_template, _LETTERS, name="keep_template"),
    path(f"{_STEP}preflight/", preflight.preflight, _LETTERS, name="preflight"),
    path(f"{_STEP}look/", looking.look, _LETTERS, name="look"),
    path(f"{_STEP}look/person/", looking.search, _LETTERS, name="look_for"),
    path(f"{_STEP}shown/", looking.frame, _LETTERS, name="shown"),
    path(f"{_STEP}test/", looking.test, _LETTERS, name="test"),
]  # fmt: skip

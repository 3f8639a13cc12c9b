"""Addresses of this room's part of the library."""

from django.urls import URLPattern, path

from undersigned.campaigns.views import elections, statements, timeline

app_name = "campaigns"

_HOME = "dashboard/<slug:organisation>/"
_STATEMENT = f"{_HOME}statements/<uuid:uuid>/"
_TIMELINE = f"{_HOME}campaigns/<uuid:uuid>/timeline/"
_ELECTIONS = f"{_HOME}elections/"
_RESULT = f"{_ELECTIONS}results/<uuid:uuid>/"

urlpatterns: list[URLPattern] = [
    path(
        f"{_HOME}decision-makers/<uuid:uuid>/statements/new/", statements.add,
        name="add_statement",
    ),
    path(_STATEMENT, statements.statement, name="statement"),
    path(f"{_STATEMENT}removal/", statements.remove, name="remove_statement"),
    path(
        f"{_HOME}campaigns/<uuid:uuid>/demands/<int:demand_id>/", timeline.mark_demand,
        name="mark_demand",
    ),
    path(f"{_TIMELINE}new/", timeline.add, name="add_entry"),
    path(f"{_TIMELINE}<int:entry_id>/removal/", timeline.remove, name="remove_entry"),
    path(_ELECTIONS, elections.elections, name="elections"),
    path(f"{_ELECTIONS}new/", elections.add, name="add_election"),
    path(f"{_ELECTIONS}<uuid:uuid>/", elections.election, name="election"),
    path(f"{_ELECTIONS}<uuid:uuid>/removal/", elections.remove, name="remove_election"),
    path(f"{_ELECTIONS}results/new/", elections.add_result, name="add_result"),
    path(_RESULT, elections.result, name="result"),
    path(f"{_RESULT}removal/", elections.remove_result, name="remove_result"),
]  # fmt: skip

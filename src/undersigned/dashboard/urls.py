"""Addresses of the dashboard's pages that show several rooms."""

from django.urls import URLPattern, path

from undersigned.dashboard.views import supporter, supporters

app_name = "dashboard"

_HOME = "dashboard/<slug:organisation>/"
_SUPPORTERS = f"{_HOME}supporters/"
_PERSON = f"{_SUPPORTERS}<uuid:uuid>/"


urlpatterns: list[URLPattern] = [
    path(_SUPPORTERS, supporters.supporters, name="supporters"),
    path(f"{_SUPPORTERS}search/", supporters.search, name="search_supporters"),
    path(f"{_SUPPORTERS}export/", supporters.export, name="export_supporters"),
    path(f"{_SUPPORTERS}new/", supporters.add, name="add_supporter"),
    path(_PERSON, supporter.supporter, name="supporter"),
    path(f"{_PERSON}record/", supporter.change, name="change_supporter"),
    path(f"{_PERSON}tags/", supporter.tag, name="tag_supporter"),
    path(f"{_PERSON}tags/<int:tag_id>/removal/", supporter.untag, name="untag_supporter"),
    path(f"{_PERSON}notes/", supporter.note, name="note_supporter"),
    path(f"{_PERSON}unsubscription/", supporter.unsubscribe, name="unsubscribe_supporter"),
    path(f"{_PERSON}erasure/", supporter.erase, name="erase_supporter"),
]

"""Addresses of the mailings in the dashboard, and of unsubscribing."""

from django.urls import URLPattern, path

from undersigned.mailings.views import (
    approving,
    blocks,
    clicking,
    comparing,
    conditions,
    controlling,
    delivery,
    links,
    looking,
    preferring,
    preflight,
    results,
    sending,
    shelf,
    trial,
    unsubscribing,
    writing,
)
from undersigned.mailings.views.own import MAILINGS

app_name = "mailings"
_OWN = {"desk": MAILINGS}
_ALL = "dashboard/<slug:organisation>/mailings/"
_ONE = f"{_ALL}<uuid:mailing>/"
_LETTER = "<str:letter>"

urlpatterns: list[URLPattern] = [
    path("r/<str:token>/", clicking.click, name="click"),
    path("i/<str:token>/", clicking.opened, name="opened"),
    path("unsubscribe/<str:token>/", unsubscribing.unsubscribe, name="unsubscribe"),
    path("unsubscribe/<str:token>/signed/", unsubscribing.send_signed, name="send_signed"),
    path("preferences/<str:token>/", preferring.preferences, name="preferences"),
    path("approve/<str:token>/", approving.by_email, name="approve_by_email"),
    path("approve/<str:token>/shown/", approving.shown, name="approve_shown"),
    path(_ALL, writing.mailings, name="mailings"),
    path(f"{_ALL}delivery/", delivery.delivery, name="delivery"),
    path(f"{_ALL}compare/", comparing.compare, name="compare"),
    path(f"{_ALL}compare/mailings.csv", comparing.as_file, name="compare_file"),
    path(f"{_ALL}new/", writing.new, name="new"),
    path(f"{_ONE}write/", writing.write, _OWN, name="write"),
    path(f"{_ALL}templates/", shelf.shelf, name="shelf"),
    path(f"{_ALL}templates/<uuid:uuid>/", shelf.template, name="template"),
    path(
        f"{_ALL}templates/<uuid:uuid>/removal/", shelf.remove_template, name="remove_template"
    ),
    path(f"{_ALL}saved-blocks/<uuid:uuid>/", shelf.saved_block, name="saved_block"),
    path(
        f"{_ALL}saved-blocks/<uuid:uuid>/removal/",
        shelf.remove_saved_block,
        name="remove_saved_block",
    ),
    path(f"{_ONE}template/", shelf.keep_template, _OWN, name="keep_template"),
    path(f"{_ONE}blocks/<slug:block>/saved/", shelf.keep_block, _OWN, name="keep_block"),
    path(f"{_ONE}blocks/", blocks.blocks, _OWN, name="blocks"),
    path(f"{_ONE}blocks/<slug:block>/condition/", conditions.condition, _OWN, name="condition"),
    path(f"{_ONE}blocks/preview/", blocks.preview, _OWN, name="preview_blocks"),
    path(f"{_ONE}preview/", writing.preview, _OWN, name="preview"),
    path(f"{_ONE}audience/", writing.choose, name="audience"),
    path(f"{_ONE}count/", writing.count, name="count"),
    path(f"{_ONE}check/", sending.check, name="check"),
    path(f"{_ONE}preflight/", preflight.preflight, _OWN, name="preflight"),
    path(f"{_ONE}look/", looking.look, _OWN, name="look"),
    path(f"{_ONE}look/person/", looking.search, _OWN, name="look_for"),
    path(f"{_ONE}shown/", looking.frame, _OWN, name="shown"),
    path(f"{_ONE}test/", looking.test, _OWN, name="test"),
    path(f"{_ONE}send/", sending.send, name="send"),
    path(f"{_ONE}approval/", sending.approve, name="approve"),
    path(f"{_ONE}override/", approving.override, name="override"),
    path(f"{_ONE}undo/", sending.undo, name="undo"),
    path(f"{_ONE}stop/", sending.stop, name="stop"),
    path(f"{_ONE}go-on/", sending.go_on, name="go_on"),
    path(f"{_ONE}pace/", controlling.pace, name="pace"),
    path(f"{_ONE}again/<str:state>/", controlling.try_again, name="try_again"),
    path(f"{_ONE}correction/", sending.correct, name="correct"),
    path(f"{_ONE}ab-test/", trial.trial, name="trial"),
    path(f"{_ONE}ab-test/variants/", trial.add, name="add_variant"),
    path(f"{_ONE}ab-test/measured/", trial.track, name="track"),
    path(f"{_ONE}ab-test/{_LETTER}/", trial.variant, name="variant"),
    path(f"{_ONE}ab-test/{_LETTER}/removal/", trial.remove, name="remove_variant"),
    path(f"{_ONE}ab-test/{_LETTER}/test/", trial.test, name="test_variant"),
    path(f"{_ONE}ab-test/{_LETTER}/choice/", trial.decide, name="decide"),
    path(f"{_ONE}results/", results.results, name="results"),
    path(f"{_ONE}results/<slug:name>.csv", results.table, name="table"),
    path(f"{_ONE}links/<int:number>/", links.link, name="link"),
    path(f"{_ONE}progress/", results.progress, name="progress"),
    path(f"{_ONE}recipients/", results.recipients, name="recipients"),
    path(f"{_ONE}export/", results.export, name="export"),
]

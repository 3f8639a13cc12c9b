"""Addresses of the dashboard's pages that show several rooms."""

from django.urls import URLPattern, path

from undersigned.dashboard.views import (
    abuse,
    audiences,
    campaigns,
    carrying,
    examples,
    exports,
    front,
    imports,
    plan,
    previews,
    removals,
    results,
    rules,
    screens,
    sentences,
    states,
    supporter,
    supporters,
    wording,
)

app_name = "dashboard"

_HOME = "dashboard/<slug:organisation>/"
_SUPPORTERS = f"{_HOME}supporters/"
_PERSON = f"{_SUPPORTERS}<uuid:uuid>/"
_IMPORTS = f"{_SUPPORTERS}imports/"
_IMPORT = f"{_IMPORTS}<uuid:uuid>/"
_CAMPAIGNS = f"{_HOME}campaigns/"
_CAMPAIGN = f"{_CAMPAIGNS}<uuid:uuid>/"
_PLAN = f"{_CAMPAIGN}plan/"
_ABUSE = f"{_HOME}abuse/"
_STATES = f"{_HOME}states/"
_GROUP = f"{_STATES}groups/<uuid:uuid>/"
_AUDIENCES = f"{_HOME}audiences/"
_AUDIENCE = f"{_AUDIENCES}<uuid:uuid>/"
_REMOVAL = f"{_ABUSE}removals/<uuid:uuid>/"

urlpatterns: list[URLPattern] = [
    path(_HOME, front.front, name="front"),
    path(f"{_CAMPAIGN}results/", results.campaign_results, name="results"),
    path(f"{_CAMPAIGN}links/", results.links, name="links"),
    path(_STATES, states.states, name="states"),
    path(f"{_STATES}count/", states.count, name="count_states"),
    path(f"{_STATES}groups/new/", states.add_group, name="add_state_group"),
    path(_GROUP, states.group, name="state_group"),
    path(f"{_GROUP}removal/", states.remove_group, name="remove_state_group"),
    path(f"{_STATES}population/", states.population, name="state_population"),
    path(f"{_STATES}population/removal/", states.remove_population, name="remove_population"),
    path(f"{_STATES}sentence/", sentences.sentence, name="state_sentence"),
    path(f"{_STATES}numbers/", sentences.numbers, name="stated_numbers"),
    path(f"{_STATES}numbers/<uuid:uuid>/", sentences.number, name="stated_number"),
    path(_AUDIENCES, audiences.audiences, name="audiences"),
    path(f"{_AUDIENCES}people/", audiences.people, name="people"),
    path(f"{_AUDIENCES}keep/", audiences.keep, name="keep_audience"),
    path(f"{_AUDIENCES}new/", rules.new, name="new_audience"),
    path(f"{_AUDIENCE}rules/", rules.rules, name="audience_rules"),
    path(f"{_AUDIENCE}rules/new/", rules.add, name="add_audience_rule"),
    path(f"{_AUDIENCE}why/<uuid:person>/", rules.why, name="audience_why"),
    path(_AUDIENCE, audiences.audience, name="audience"),
    path(f"{_AUDIENCE}mailing/", audiences.write, name="write_to_audience"),
    path(f"{_AUDIENCE}removal/", audiences.remove, name="remove_audience"),
    path(_ABUSE, abuse.abuse, name="abuse"),
    path(f"{_ABUSE}signatures/", abuse.suspects, name="suspects"),
    path(f"{_ABUSE}release/", abuse.release, name="release"),
    path(f"{_ABUSE}limits/", abuse.limits, name="limits"),
    path(f"{_ABUSE}removals/", removals.removals, name="removals"),
    path(f"{_ABUSE}removals/new/", removals.new, name="new_removal"),
    path(_REMOVAL, removals.removal, name="removal"),
    path(f"{_REMOVAL}progress/", removals.progress, name="removal_progress"),
    path(f"{_REMOVAL}undo/", removals.undo, name="undo_removal"),
    path(f"{_REMOVAL}stop/", removals.stop, name="stop_removal"),
    path(f"{_HOME}examples/", examples.examples, name="examples"),
    path(f"{_HOME}examples/<slug:kind>/load/", examples.load, name="load_example"),
    path(f"{_HOME}examples/<slug:kind>/removal/", examples.remove, name="remove_example"),
    path(_SUPPORTERS, supporters.supporters, name="supporters"),
    path(f"{_SUPPORTERS}search/", supporters.search, name="search_supporters"),
    path(f"{_SUPPORTERS}export/", supporters.export, name="export_supporters"),
    path(f"{_SUPPORTERS}new/", supporters.add, name="add_supporter"),
    path(f"{_SUPPORTERS}everything/", exports.export, name="export_everything"),
    path(f"{_SUPPORTERS}everything/file/", exports.download, name="download_export"),
    path(_IMPORTS, imports.imports, name="imports"),
    path(f"{_IMPORTS}new/", imports.new, name="new_import"),
    path(_IMPORT, imports.one, name="import"),
    path(f"{_IMPORT}columns/", imports.match, name="match_import"),
    path(f"{_IMPORT}progress/", imports.progress, name="import_progress"),
    path(f"{_IMPORT}start/", imports.start, name="start_import"),
    path(f"{_IMPORT}stop/", imports.stop, name="stop_import"),
    path(f"{_IMPORT}again/", imports.go_on, name="go_on_import"),
    path(f"{_IMPORT}undo/", imports.undo, name="undo_import"),
    path(f"{_IMPORT}drop/", imports.drop, name="drop_import"),
    path(f"{_IMPORT}problems/", imports.problems, name="import_problems"),
    path(_PERSON, supporter.supporter, name="supporter"),
    path(f"{_PERSON}record/", supporter.change, name="change_supporter"),
    path(f"{_PERSON}tags/", supporter.tag, name="tag_supporter"),
    path(f"{_PERSON}tags/<int:tag_id>/removal/", supporter.untag, name="untag_supporter"),
    path(f"{_PERSON}notes/", supporter.note, name="note_supporter"),
    path(f"{_PERSON}unsubscription/", supporter.unsubscribe, name="unsubscribe_supporter"),
    path(f"{_PERSON}erasure/", supporter.erase, name="erase_supporter"),
    path(_CAMPAIGNS, campaigns.campaigns, name="campaigns"),
    path(f"{_CAMPAIGNS}new/", screens.new, name="new_campaign"),
    path(_CAMPAIGN, campaigns.campaign, name="campaign"),
    path(f"{_CAMPAIGN}ask/", screens.ask, name="ask"),
    path(f"{_CAMPAIGN}story/", screens.story, name="story"),
    path(f"{_CAMPAIGN}thanks/", screens.thanks, name="thanks"),
    path(f"{_CAMPAIGN}text/", wording.text, name="text"),
    path(f"{_CAMPAIGN}carried-over/", carrying.carried_over, name="carried_over"),
    path(f"{_CAMPAIGN}preview/", previews.preview, name="preview"),
    path(f"{_CAMPAIGN}preview/<slug:screen>/", previews.preview_screen, name="preview_screen"),
    path(_PLAN, plan.plan, name="plan"),
    path(f"{_PLAN}rehearsal/", plan.rehearsal, name="rehearsal"),
    path(f"{_PLAN}answer/", plan.answer, name="answer_plan"),
    path(f"{_PLAN}announcement/", plan.announce, name="announce"),
    path(f"{_PLAN}start/", plan.launch_now, name="launch_now"),
    path(f"{_PLAN}stop/", plan.stop, name="stop"),
    path(f"{_PLAN}again/", plan.take_up, name="take_up"),
    path(f"{_PLAN}end/<slug:how>/", plan.end, name="end"),
    path(f"{_PLAN}reopening/", plan.reopen, name="reopen"),
    path(f"{_PLAN}checklist/", plan.add_item, name="add_item"),
    path(f"{_PLAN}checklist/<int:item_id>/", plan.change_item, name="change_item"),
]

"""All that the clock starts, in one place: the only list of what happens by itself."""

from datetime import timedelta

from undersigned.jobs.clock import Entry

ENTRIES = (
    Entry(
        name="give back email of a sender that broke off",
        every=timedelta(seconds=2),
        run="undersigned.outbox.recovering.recover_due",
    ),
    Entry(
        name="recover and finish mailings",
        every=timedelta(seconds=1),
        run="undersigned.mailings.sending.tend_due",
    ),
    Entry(  # by itself: it asks the network, for some seconds a mailing
        name="start mailings",
        every=timedelta(seconds=1),
        run="undersigned.mailings.scheduling.start_due",
    ),
    Entry(
        name="ask colleagues to approve mailings",
        every=timedelta(seconds=5),
        run="undersigned.mailings.approving.ask_due",
    ),
    Entry(
        name="take back mailings whose audience was changed",
        every=timedelta(seconds=5),
        run="undersigned.mailings.scheduling.take_back_due",
    ),
    Entry(
        name="forget windows and days of sending",
        every=timedelta(hours=1),
        run="undersigned.outbox.pacing.forget_due",
    ),
    Entry(
        name="let people into automations",
        every=timedelta(seconds=5),
        run="undersigned.automations.entering.enter_due",
    ),
    Entry(
        name="take people on in automations",
        every=timedelta(seconds=2),
        run="undersigned.automations.advancing.advance_due",
    ),
    Entry(
        name="renew the figures of automations",
        every=timedelta(hours=1),
        run="undersigned.automations.renewing.renew_due",
    ),
    Entry(
        name="read mail that came back",
        every=timedelta(seconds=5),
        run="undersigned.outbox.returns.fetching.fetch_due",
    ),
    Entry(
        name="take in what came back about emails to one person",
        every=timedelta(seconds=2),
        run="undersigned.outbox.returns.settling.settle_due",
    ),
    Entry(
        name="take in what came back about mailings",
        every=timedelta(seconds=2),
        run="undersigned.mailings.returning.settle_due",
    ),
    Entry(
        name="count what became of mailings",
        every=timedelta(seconds=5),
        run="undersigned.mailings.tallying.tally_due",
    ),
    Entry(
        name="decide A/B tests",
        every=timedelta(seconds=5),
        run="undersigned.mailings.trialing.decide_due",
    ),
    Entry(
        name="tell people's clicks from machines'",
        every=timedelta(seconds=5),
        run="undersigned.mailings.judging.judge_due",
    ),
    Entry(
        name="forget how links were opened",
        every=timedelta(minutes=10),
        run="undersigned.mailings.clicking.forget_due",
    ),
    Entry(
        name="stop mailings that do harm",
        every=timedelta(seconds=5),
        run="undersigned.mailings.protecting.protect_due",
    ),
    Entry(
        name="wake addresses that rested",
        every=timedelta(hours=1),
        run="undersigned.outbox.returns.settling.wake_due",
    ),
    Entry(
        name="forget what came back long ago",
        every=timedelta(hours=1),
        run="undersigned.outbox.returns.recording.forget_due",
    ),
    Entry(
        name="forget sent messages",
        every=timedelta(hours=1),
        run="undersigned.outbox.recovering.forget_due",
    ),
    Entry(
        name="keep the database's statistics new",
        every=timedelta(seconds=10),
        run="undersigned.lib.statistics.refresh_due",
    ),
    Entry(
        name="forget finished background work",
        every=timedelta(hours=1),
        run="undersigned.jobs.forgetting.forget_due",
    ),
    Entry(
        name="forget ended sessions and links",
        every=timedelta(hours=1),
        run="undersigned.accounts.forgetting.forget_due",
    ),
    Entry(
        name="launch what is due",
        every=timedelta(seconds=1),
        run="undersigned.dashboard.launching.launch_due",
    ),
    Entry(
        name="take in signatures",
        every=timedelta(seconds=0.5),
        run="undersigned.petitions.signing.fold_due",
        hands=2,  # while the server writes one batch, the next is read
    ),
    Entry(
        name="forget whose entries of the log are 30 days old",
        every=timedelta(hours=1),
        run="undersigned.ledger.journal.forget_due",
    ),
    Entry(
        name="write changed texts down",
        every=timedelta(seconds=0.5),
        run="undersigned.petitions.texting.write_due",
    ),
    Entry(
        name="compare all texts",
        every=timedelta(minutes=1),
        run="undersigned.petitions.texting.compare_due",
    ),
    Entry(
        name="open petitions that are in the log",
        every=timedelta(seconds=0.5),
        run="undersigned.petitions.texting.open_due",
    ),
    Entry(
        name="tell signers of a changed ask",
        every=timedelta(seconds=2),
        run="undersigned.petitions.retelling.retell_due",
    ),
    Entry(
        name="close petitions that have ended",
        every=timedelta(seconds=10),
        run="undersigned.petitions.closing.close_due",
    ),
    Entry(
        name="publish counts",
        every=timedelta(seconds=0.25),
        run="undersigned.petitions.publishing.publish_due",
    ),
    Entry(
        name="publish where signatures came from",
        every=timedelta(minutes=1),
        run="undersigned.petitions.breaking_down.write_due",
    ),
    Entry(
        name="count held signatures",
        every=timedelta(seconds=5),
        run="undersigned.petitions.releasing.release_due",
    ),
    Entry(
        name="tell staff that a petition is flooded",
        every=timedelta(seconds=30),
        run="undersigned.dashboard.alerting.tell_due",
    ),
    Entry(
        name="bring values of fields into their form",
        every=timedelta(seconds=2),
        run="undersigned.supporters.fielding.reshape_due",
    ),
    Entry(
        name="remove signatures by a rule",
        every=timedelta(seconds=1),
        run="undersigned.petitions.cancelling.go_on",
    ),
    Entry(
        name="learn the usual mail providers",
        every=timedelta(minutes=30),
        run="undersigned.petitions.learning.learn_due",
    ),
    Entry(
        name="notice new mail domains",
        every=timedelta(seconds=30),
        run="undersigned.petitions.noticing.notice_due",
    ),
    Entry(
        name="forget mail domains of which no signature is left",
        every=timedelta(days=1),
        run="undersigned.petitions.noticing.forget_due",
    ),
    Entry(
        name="import lists of supporters",
        every=timedelta(seconds=1),
        run="undersigned.dashboard.moving.go_on",
    ),
    Entry(
        name="forget what imported lists changed",
        every=timedelta(hours=1),
        run="undersigned.supporters.importing.expiring.forget_due",
    ),
    Entry(
        name="forget used puzzles",
        every=timedelta(minutes=10),
        run="undersigned.guard.proving.forget_due",
    ),
    Entry(
        name="remind signers",
        every=timedelta(minutes=5),
        run="undersigned.petitions.asking.remind_due",
    ),
    Entry(
        name="follow up on signatures",
        every=timedelta(minutes=1),
        run="undersigned.petitions.following.follow_due",
    ),
    Entry(
        name="count people by state",
        every=timedelta(seconds=5),
        run="undersigned.dashboard.states.counting.count_due",
    ),
    Entry(
        name="forget how often a network asked",
        every=timedelta(minutes=10),
        run="undersigned.guard.counting.forget_due",
    ),
    Entry(
        name="take in requests to be told",
        every=timedelta(seconds=0.5),
        run="undersigned.actions.telling.fold_due",
    ),
    Entry(
        name="tell who asked that it has started",
        every=timedelta(seconds=5),
        run="undersigned.actions.telling.tell_due",
    ),
    Entry(
        name="forget what was typed 30 days ago",
        every=timedelta(hours=1),
        run="undersigned.actions.forgetting.forget_due",
    ),
    Entry(
        name="compute averages of polls",
        every=timedelta(seconds=3),
        run="undersigned.evidence.computing.compute_due",
    ),
    Entry(
        name="check claims against the polls",
        every=timedelta(seconds=3),
        run="undersigned.evidence.rechecking.check_due",
    ),
    Entry(
        name="draw share cards anew",
        every=timedelta(seconds=30),
        run="undersigned.site.cards.draw_due",
    ),
    Entry(
        name="look for likely duplicates",
        every=timedelta(seconds=2),
        run="undersigned.supporters.duplicates.searching.search_due",
    ),
    Entry(
        name="forget how to take merges apart",
        every=timedelta(hours=1),
        run="undersigned.supporters.merging.undoing.forget_due",
    ),
    Entry(
        name="erase whom the retention rule means",
        every=timedelta(minutes=1),
        run="undersigned.supporters.retaining.retain_due",
    ),
    Entry(
        name="forget last letters",
        every=timedelta(seconds=30),
        run="undersigned.outbox.recovering.forget_last_letters",
    ),
)

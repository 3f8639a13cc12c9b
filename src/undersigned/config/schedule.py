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
        name="send mailings",
        every=timedelta(seconds=2),
        run="undersigned.mailings.sending.send_due",
    ),
    Entry(
        name="forget sent messages",
        every=timedelta(hours=1),
        run="undersigned.outbox.recovering.forget_due",
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
        run="undersigned.petitions.texting.close_due",
    ),
    Entry(
        name="publish counts",
        every=timedelta(seconds=0.25),
        run="undersigned.petitions.publishing.publish_due",
    ),
    Entry(
        name="count held signatures",
        every=timedelta(seconds=5),
        run="undersigned.petitions.releasing.release_due",
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
        name="import lists of supporters",
        every=timedelta(seconds=1),
        run="undersigned.supporters.importing.running.go_on",
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
        name="draw share cards anew",
        every=timedelta(seconds=30),
        run="undersigned.site.cards.draw_due",
    ),
)

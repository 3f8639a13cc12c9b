"""Example B's words. One news report of 11 July 2022 is all we have: each sentence says whose."""

from undersigned.dashboard.examples.placing import Asked

REPORT = "The Hill, report of 11 July 2022 (headline, author and address: missing)"
RELEASE = "The organisation's press release of 11 July 2022, as quoted by The Hill"

BANNER = (
    "Demonstration. Not RootsAction's site, not connected with it. Reconstructed from a news "
    "report; later events are not shown."
)

PURPOSE = (
    "Founded, as reported by The Hill, 'to galvanize voters' against what the organisation "
    "calls a rising extremist Republican Party. Its members, the report says, want social, "
    "economic and environmental issues addressed. The report calls it progressive, and liberal."
)

PRIVACY = (
    "This is a demonstration. What you type stays in this installation, is never sent "
    "to anyone by email, and is not passed to the organisation that is shown here."
)

AGENDA = (
    "The climate emergency",
    "Voting rights",
    "Student debt",
    "Health care",
    "Corporate price-gouging",
    "Military spending and diplomacy",
)
AGENDA_TEXT = (
    "Named in the release, as quoted by The Hill, among the things that it says moderate "
    "policies have not dealt with."
)

TRACK_RECORD = (
    (2016, "Supported Bernie Sanders for president, as reported."),
    (2020, "Supported Bernie Sanders for president, as reported."),
    (2020, "Supported Joe Biden as the nominee, as reported."),
    (
        2022,
        "Has since taken issue with the president's more moderate agenda, as reported by "
        "11 July 2022.",
    ),
)

TITLE = "#DontRunJoe"
ASK = (
    "The release, as quoted by The Hill, says that President Joe Biden should not seek "
    "renomination in 2024."
)
DEMAND = "That he should not seek renomination in 2024 (the release, as quoted by The Hill)"
SUMMARY = (
    "The Hill calls it a campaign to oppose the president's re-election; the organisation's "
    "release, as quoted, says that he should not seek renomination in 2024."
)
POLLS_HEADING = "Polls cited in the coverage"

STORY = """\
## Two wordings of the ask

- **The newspaper's**: The Hill calls it a campaign to oppose the president's re-election.
- **The release's**, as The Hill quotes it: the president should not seek renomination in 2024.

## The release's argument, as quoted by The Hill

- The release says that the president has been neither bold nor inspiring.
- It says that his prospects for re-election appear bleak.
- It says that 2024 sets two tasks at once: to keep the opposing party out of the White House (its \
own wording is sharper) and to advance a progressive agenda.
- It says that no president is his party's king or has an automatic right to renomination.
- It says that if he seeks it, there will be a fight.

The release also credits, as quoted, progressive organisations with vital help in swing states \
against Donald Trump in 2020. The report does not say that RootsAction worked there.

## Background, from the report and not from the organisation

- The Hill names as crises since the president took office: supply-chain disruptions and high \
inflation; a withdrawal from Afghanistan that it calls chaotic; and the Supreme Court's decision \
that overturned the right to abortion.
- It reports criticism, especially from the more progressive wing of his party, that he has lacked \
strong action, and that calls on student-loan debt were not heeded.
- It reports that there is no comprehensive federal voting-rights law, and that a package on social \
spending and climate is stalled in Congress.
"""

OUR_SETTING = (
    "The report says 9 November, one day after the midterm elections. The year, the time of "
    "day and the time zone are our setting."
)
ANNOUNCED = (
    "RootsAction announces the campaign by press release, as reported by The Hill. The time "
    "of day is our setting."
)

ABSENT = "The report gives no sample size, field dates, question wording or sampling method."
HARRIS = (
    Asked(
        in_short="Do you want Joe Biden to run for re-election?",
        population="Americans (as reported)",
        answers=(("Do not want him to run", 71, "around 71%"),),
        note=ABSENT,
    ),
)
TIMES = (
    Asked(
        in_short="Would you prefer a Democratic candidate other than Joe Biden in 2024?",
        population="Democrats (as reported)",
        answers=(("Prefer another Democratic candidate", 64, "64%"),),
        note=ABSENT,
    ),
    Asked(
        in_short="Reasons cited",
        population="'respondents in the poll'; which base is unclear",
        answers=(
            ("Age and job performance", None, "more than two thirds"),
            ("Not progressive enough", 10, "about 10%"),
        ),
        note=(
            "Whether age and job performance were cited each or together is unclear. Whether "
            f"one or several answers were allowed is not stated. {ABSENT}"
        ),
    ),
)

# The sentence, which answer carries it (None: nothing in the record), and its number.
CLAIMS = (
    (
        "Around 71% of Americans do not want him to run for re-election, as reported by The "
        "Hill from a Harvard CAPS-Harris poll.",
        "Do not want him to run",
        71,
    ),
    (
        "64% of Democrats would prefer a Democratic candidate other than Joe Biden in 2024, as "
        "reported by The Hill from a New York Times-Siena College poll.",
        "Prefer another Democratic candidate",
        64,
    ),
    (
        "More than two thirds of respondents cited age and job performance, as reported by The "
        "Hill; which respondents, and whether each or together, is unclear.",
        "Age and job performance",
        None,
    ),
    (
        "'Poll after poll' shows approval to be 'abysmally low', as The Hill writes; it "
        "gives no figure.",
        None,
        None,
    ),
)

RESULT_2020 = (
    "Joe Biden was elected with what The Hill calls a historic amount of votes, more than "
    "81 million."
)

BIDEN = "Joe Biden"
# Who, their office, party and state; what they said, in short.
STATEMENTS = (
    (
        BIDEN, "President of the United States", "Democratic", "",
        "Said that he will run again in 2024 if his health allows, as reported by The Hill.",
    ),
    (
        "Kamala Harris", "Vice President of the United States", "Democratic", "",
        "Affirmed the same: that he will run again in 2024, as reported by The Hill.",
    ),
    (
        "Bernie Sanders", "U.S. Senator", "Independent", "US-VT",
        "Said that he will not run against Joe Biden if he runs, as reported by The Hill. That "
        "is no position on what is asked here.",
    ),
    (
        "Elizabeth Warren", "U.S. Senator", "Democratic", "US-MA",
        "Said that she will not run against Joe Biden if he runs, as reported by The Hill. That "
        "is no position on what is asked here.",
    ),
)  # fmt: skip
BIDEN_ABOUT = "79 years old, as reported by The Hill on 11 July 2022."

HEADLINE = "Demonstration: the campaign announced on 11 July 2022 opens for signatures"
RELEASE_BODY = """\
*Written for this demonstration: we know of no release of this day.*

The campaign that RootsAction announced by press release on 11 July 2022, as reported by The Hill, \
opens for signatures in this demonstration. The release of July, as quoted by The Hill, says that the president should \
not seek renomination in 2024.
"""
QUOTED = (
    "Mentions the organisation, the hashtag and both polls; quotes the organisation's release."
)

"""Example A's words: an organisation, a campaign and polls that we made up, and say so."""

from undersigned.dashboard.examples.placing import Asked

NAME = "Post Road Neighbors"
BANNER = "Example. The organisation, its polls and its supporters are invented."
PURPOSE = (
    "We are people in small towns who look after the places that keep a town together: the post "
    "office, the library, the clinic. We organise neighbors, not parties. Post Road Neighbors "
    "is invented; it shows what this program does."
)
PAID_FOR_BY = "Paid for by Post Road Neighbors (an invented organisation)."
ADDRESS = "100 Example Street\nAnytown, OH 43000"
PRIVACY = (
    "Your name, email address and ZIP code are kept by Post Road Neighbors on its own server. "
    "They are used to confirm and count your signature. We email you about other things "
    "only if you say so. We never sell or lend addresses. The petition is delivered with the "
    "number of signatures by state, not with names."
)

AGENDA = (
    (
        "Post offices that stay open",
        "A counter within reach, with hours that working people can use.",
    ),
    ("Mail that arrives", "The same service standard for a farm road as for a city street."),
    (
        "Decisions made in the open",
        "Notice, a hearing and a published reason before a public place is closed.",
    ),
    ("Broadband as a utility", "The post road of this century should reach every address."),
)
TRACK_RECORD = (
    (-3, "Supported the county library levy in Anytown, which passed.", "Anytown Ledger"),
    (-2, "Won a hearing on the clinic at Mill Creek.", "Minutes of the county board"),
    (-1, "Endorsed the rural broadband bond.", "Our newsletter of that spring"),
)

TARGET = "Office of the Postmaster General"
TARGET_OFFICE = "United States Postal Service"
TITLE = "Keep rural post offices open"
ASK = (
    "We ask the Office of the Postmaster General to close no rural post office without a public "
    "hearing, to keep opening hours as they are, and to publish a list before each decision."
)
SUMMARY = (
    "For many towns the post office is the last public counter within an hour's drive. It "
    "should not disappear with a note on the door."
)
DEMANDS = (
    "No closure without a public hearing in the town",
    "Opening hours kept as they are today",
    "A public list of the offices under review before each decision",
)
POLLS_HEADING = "What people say"
STORY = """\
In Mill Creek the post office shares a wall with the grocery. On the first of the month, people \
who get their medicine by mail stand in line with people who sell honey by mail, and everyone hears \
who is in the hospital. The next counter is forty-one miles away.

> “If the window closes, I do not lose stamps. I lose the one place where somebody notices that \
I did not come.”

That is Ada, who ran a feed store for thirty years. She is invented, like Mill Creek, but you know \
somebody like her.

## What is at stake

A rural post office is small in a budget and large in a town. It takes in prescriptions, ballots, \
paychecks and seed. When its hours shrink to a few in the middle of the morning, people who work \
cannot use it; when fewer people use it, that becomes the reason to close it.

## What we ask for is modest

We do not ask that nothing ever changes. We ask that a town hears of it first: **a list before the \
decision, a hearing before the closure, and hours that stay as they are until then.**
"""
SIXTY_DAYS = (
    "The 5,000 supporters and 4,000 signatures of this example are invented. They are dated over "
    "the 60 days before it was loaded."
)

# Pollster, sponsor, how many days ago it was in the field (from, to) and came out, mode.
POLLS = (
    (
        "Prairie Opinion Lab (invented)", "Post Road Neighbors", 97, 92, 88,
        "telephone and text to web",
        (
            Asked(
                in_short="Keep small post offices open even if they lose money?",
                wording=(
                    "Some small post offices cost more to run than they take in. Should the "
                    "Postal Service keep them open, or close those that lose the most money?"
                ),
                population="Adults in rural counties",
                sample_size=1204,
                margin="± 3.4 points",
                answers=(
                    ("Keep them open", 68, "68%"),
                    ("Close those that lose the most", 21, "21%"),
                    ("Don't know", 11, "11%"),
                ),
            ),
            Asked(
                in_short="Hold a public hearing before a post office is closed?",
                wording=(
                    "Before a post office is closed, should there be a public hearing in the "
                    "town, or is a written notice enough?"
                ),
                population="Adults in rural counties",
                sample_size=1204,
                margin="± 3.4 points",
                answers=(
                    ("A public hearing", 79, "79%"),
                    ("A written notice is enough", 14, "14%"),
                    ("Don't know", 7, "7%"),
                ),
            ),
        ),
    ),
    (
        "Two Rivers Survey (invented)", "", 41, 37, 34, "web panel",
        (
            Asked(
                in_short="Have you been to a post office in the past month?",
                population="Registered voters nationwide",
                sample_size=2011,
                answers=(("Yes", 57, "57%"), ("No", 43, "43%")),
                note="The verbatim question was not published with this invented poll.",
            ),
        ),
    ),
)  # fmt: skip
# What other invented pollsters found on the first question: the polls that are averaged with
# it. Pollster, sponsor and its side, days ago, mode, people asked, keep, close, don't know.
TOPIC = "Small post offices that lose money"
ANSWERS = ("Keep them open", "Close those that lose the most", "Don't know")
MORE_POLLS = (
    ("Meadowlark Polling (invented)", "", 0, 171, "telephone", 640, 61, 26, 13),
    ("Granite Street Research (invented)", "", 0, 149, "web panel", 1508, 64, 23, 13),
    ("Meadowlark Polling (invented)", "", 0, 128, "telephone", 702, 60, 28, 12),
    ("Two Rivers Survey (invented)", "", 0, 77, "web panel", 1113, 66, 24, 10),
    ("Granite Street Research (invented)", "", 0, 52, "web panel", 1490, 67, 22, 11),
    ("Frontier Parcel Poll (invented)", "Association of Private Parcel Carriers (invented)",
     -1, 31, "web panel", 900, 59, 29, 12),
    ("Meadowlark Polling (invented)", "", 0, 12, "telephone", 688, 64, 25, 11),
)  # fmt: skip
MAJORITY = (
    "Most adults in rural counties would keep small post offices open even if they lose money, "
    "the invented polls show."
)
CLAIMS = (
    ("68% of adults in rural counties would keep small post offices open even if they "
     "lose money, says a poll for Post Road Neighbors.", "Keep them open", 68),
    ("79% of adults in rural counties want a public hearing in the town before a post office "
     "is closed, says the same poll for Post Road Neighbors.",
     "A public hearing", 79),
    ("More than half of registered voters, 57%, have been to a post office in the past month.",
     "Yes", 57),
)  # fmt: skip

# Days before the install, what happened. The launch stands at 60.
ANNOUNCED = "The campaign is announced, with a date for its start."
LAUNCHED = "The petition opens for signatures."
STATEMENTS = (
    (33, "Said in short that no list of offices under review exists at this time.", "unclear",
     2, "Invented press briefing"),
    (12, "Said in short that hearings are held 'where local management finds them useful'.",
     "leaning", 0, "Invented letter to the editor of the Anytown Ledger"),
)  # fmt: skip
NOTE = (
    5,
    "The organisation sends the counts by state to the office and asks for a date to hand them "
    "over.",
)

RELEASE_HEADLINE = "Neighbors in fifty states ask for a hearing before any post office closes"
RELEASE = """\
Post Road Neighbors today opened a petition to the Office of the Postmaster General. It asks that \
no rural post office be closed without a public hearing, that opening hours be kept, and that a \
list be published before each decision.

In an invented poll by Prairie Opinion Lab, 68% of adults in rural counties would keep small post \
offices open even if they lose money.
"""
QUOTES = (
    (
        "A town can live with a hard decision. It cannot live with a note on the door.",
        "Marguerite Oduya, director of Post Road Neighbors (invented)",
    ),
)
COVERAGE = (
    (58, "Anytown Ledger (invented)", "Petition asks for hearings before post offices close",
     "Quotes the release and the 79% for a hearing."),
    (21, "Prairie Public Radio (invented)", "Forty-one miles to the next counter",
     "A report from the line on the first of the month; names the petition."),
)  # fmt: skip

THANKS = """\
You are counted now. **Keep the email we send you:** it holds your link to withdraw, and to all you signed.

Then tell two neighbors. A petition grows by people who ask people.
"""
THANKS_SUBJECT = "You signed: Keep rural post offices open"
THANKS_EMAIL = """\
Thank you for signing. We will write to you when there is an answer.
"""
SHARE = {
    "email": (
        "I signed a petition to keep rural post offices open. It asks for a hearing before any "
        "is closed. Will you sign too?"
    ),
    "facebook": (
        "The next post office counter is forty-one miles away for some. I signed to keep ours "
        "open."
    ),
    "x": "No closure without a hearing: I signed to keep rural post offices open.",
    "whatsapp": "I signed to keep rural post offices open. Will you?",
}
QUESTION = "I am a registered voter"
SOURCE_CODES = (
    ("newsletter", "email", "Our own newsletter"),
    ("fb-spring", "facebook", "Advert: the line at Mill Creek"),
    ("library", "partner", "Leaflets at libraries, with a QR code"),
    ("radio", "press", "Address read out on the radio"),
)

NEXT_TITLE = "New Congress, first hearing: rural mail"
NEXT_ASK = (
    "We ask the committee that oversees the Postal Service to hold its first hearing of the new "
    "Congress on mail in rural counties."
)
NEXT_TARGET = "Committee that oversees the Postal Service"
NEXT_TARGET_OFFICE = "U.S. House of Representatives"
NEXT_SUMMARY = "The day after the next federal election we ask whoever has been elected for one thing first."
NEXT_STORY = """\
A new Congress sets its calendar in its first weeks. Mail in rural counties should be on it.

This campaign starts the day after the next federal election, whoever wins. Leave your address, and \
we tell you when it starts.
"""
NEXT_DEMANDS = (
    "A public hearing on rural mail in the first hundred days",
    "Testimony from postmasters of small offices",
)
NEXT_ANNOUNCED = (
    "The campaign is announced. It starts the day after the next federal general election."
)

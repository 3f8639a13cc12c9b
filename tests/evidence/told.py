"""What each of the test articles tells: for test_articles."""

from datetime import date

# Of each article: polls by pollster, each with what is told of it and its findings as
# (figure as printed, of whom, words of the question); quotations; hashtags; the day.
EXPECTED = {
    "broadsheet.txt": {
        "polls": {
            "Harvard CAPS-Harris": (
                {},
                [("Around 71 percent", "Americans", "do not want him to run for reelection")],
            ),
            "New York Times-Siena College": (
                {"published": "Monday"},
                [
                    ("64 percent", "Democrats", "would prefer a Democratic candidate"),
                    ("More than two-thirds", "respondents", "cited age and job performance"),
                    ("about 10 percent", "respondents", "he is not progressive enough"),
                ],
            ),
        },
        "quotes": [
            ("The president has been neither bold", "the group"),
            ("No president is his party's king", "the release"),
            ("If he seeks it", "the release"),
        ],
        "tags": ["#DontRunJoe"],
        "day": date(2022, 7, 11),
    },
    "wire.txt": {
        "polls": {
            "Quinnipiac University": (
                {
                    "published": "Friday", "size": 1214, "population": "registered voters",
                    "margin": "±2.8", "field": "March 6 to 10", "mode": "phone",
                    "field_end": date(2025, 3, 10),
                },
                [
                    ("A narrow majority", "Ohio voters", "back a statewide ban on phones"),
                    ("53%", "registered voters", "support the ban"),
                    ("38%", "registered voters", "oppose it"),
                    ("9%", "registered voters", "undecided"),
                    ("61%", "parents", "favor it"),
                ],
            )
        },
        "quotes": [("We hear from teachers every day", "Marcus Reed")],
        "tags": [],
        "day": date(2025, 3, 14),
    },
    "tabloid.txt": {
        "polls": {
            "Opinium": (
                {"size": 1006, "population": "adults", "mode": "online",
                 "field": "3 and 7 May"},
                [
                    ("EIGHT in ten", "locals", "want their post office SAVED"),
                    ("82%", "residents in Mill Creek", "the branch must stay"),
                    ("just 11%", "residents in Mill Creek", "happy to see it go"),
                    ("more than half", "pensioners", "fear they will be cut off"),
                ],
            )
        },
        "quotes": [("It's the only place folk", "Ada Penrose")],
        "tags": ["#SaveOurPost"],
        "day": None,
    },
    "local.txt": {
        "polls": {
            "Harbour Research": (
                {"size": 412, "population": "adults", "margin": "±4.8",
                 "field_start": date(2024, 9, 9),
                 "wording": "Would you support or oppose a $12 annual vehicle fee to repair "
                            "the Route 9 bridge?"},
                [
                    ("Two-thirds", "Harlan County residents", "would pay a higher vehicle fee"),
                    ("66 percent", "adults", "they would support it"),
                    ("27 percent", "adults", "were opposed"),
                    ("7 percent", "adults", "were not sure"),
                ],
            )
        },
        "quotes": [
            ("I drive it twice a day", "Leah Brandt"),
            ("I would pay twelve dollars", "Leah Brandt"),
            ("People here are taxed enough", "Roy Tuttle"),
        ],
        "tags": [],
        "day": date(2024, 10, 3),
    },
    "blog.txt": {
        "polls": {
            "YouGov": (
                {"size": 1530},
                [
                    ("47%", "renters", "think the city should build more"),
                    ("29%", "renters", "think it shouldn't"),
                    ("a quarter", "renters", "have no opinion"),
                ],
            ),
            "Emerson College": (
                {}, [("only 41%", "likely voters", "housing was their top issue")],
            ),
        },
        "quotes": [("Nobody polls the people", "Priya Nair")],
        "tags": ["#housing", "#yimby"],
        "day": date(2024, 2, 20),
    },
    "magazine.txt": {
        "polls": {
            "Pew Research Center": (
                {"size": 2310, "population": "adults"},
                [
                    ("six in ten", "rural Americans", "it had become harder to see a doctor"),
                    ("38 percent", "urban residents", ""),
                    ("44 percent", "those over 65", ""),
                    ("Nearly one in five", "rural adults", "had put off care altogether"),
                ],
            )
        },
        "quotes": [
            ("You do not retire from people", "Helen Marsh"),
            ("You just get slower", "Helen Marsh"),
            ("We have been writing this obituary", "Daniel Osei"),
            ("Somebody should write the other", "Daniel Osei"),
        ],
        "tags": [],
        "day": None,
    },
    "release.txt": {
        "polls": {
            "Data for Progress": (
                {"size": 1187, "population": "likely voters", "margin": "±3",
                 "sponsor": "Post Road Neighbors", "field_end": date(2025, 9, 8)},
                [
                    ("68 percent", "likely voters", "support requiring a hearing"),
                    ("19 percent", "likely voters", ""),
                    ("74 percent", "Democrats", ""),
                    ("65 percent", "independents", ""),
                    ("63 percent", "Republicans", "support the requirement"),
                ],
            )
        },
        "quotes": [
            ("This is not a partisan question", "Rosa Diaz"),
            ("It is a question of manners", "Rosa Diaz"),
        ],
        "tags": ["#KeepTheCounter"],
        "day": date(2025, 9, 18),
    },
    "page.html": {
        "polls": {
            "Marquette Law School Poll": (
                {"size": 814, "population": "registered voters", "margin": "±4.2",
                 "field_start": date(2025, 5, 19)},
                [
                    ("46%", "registered voters", "favor the ban"),
                    ("45%", "registered voters", "oppose it"),
                    ("58%", "urban voters", "favor the ban"),
                    ("only 33%", "rural voters", ""),
                ],
            )
        },
        "quotes": [("A lake is not a highway", "Ruth Halvorsen")],
        "tags": [],
        "day": date(2025, 6, 2),
    },
    "webvote.txt": {
        "polls": {
            "": (
                {"is_open_to_all": True},
                [("91 percent", "readers", "they oppose the bypass")],
            ),
            "SurveyUSA": (
                {"size": 640, "population": "adults in Dunmore County",
                 "is_open_to_all": False},
                [
                    ("52 percent", "adults in Dunmore County", "opposition"),
                    ("35 percent", "adults in Dunmore County", "in favor"),
                ],
            ),
        },
        "quotes": [],
        "tags": [],
        "day": date(2026, 1, 9),
    },
    "none.txt": {
        "polls": {},
        "quotes": [("Nobody loves a tax", "Lena Ford")],
        "tags": [],
        "day": date(2026, 4, 2),
    },
    "several.txt": {
        "polls": {
            "Suffolk University": (
                {"size": 500, "population": "likely voters",
                 "field_start": date(2025, 8, 14)},
                [
                    ("44 percent", "likely voters", "approve of the job"),
                    ("49 percent", "likely voters", "disapprove"),
                ],
            ),
            "Emerson College": (
                {}, [("46 percent", "registered voters", "approving")],
            ),
            "Public Policy Polling": (
                {"sponsor": "Teachers Alliance", "size": 702},
                [("41 percent", "registered voters", "him")],
            ),
            "Gallup": (
                {}, [("52 percent", "adults", "satisfied with the way things were going")],
            ),
        },
        "quotes": [("Polls go up and down", "the governor")],
        "tags": [],
        "day": date(2025, 8, 21),
    },
    "nightbuses.txt": {
        "polls": {
            "Survation": (
                {"size": 1021, "population": "adults", "margin": "±3",
                 "field_start": date(2025, 2, 24), "field_end": date(2025, 2, 27)},
                [
                    ("Six in 10", "adults in West Yorkshire", "want the night buses"),
                    ("22 per cent", "adults", "were against"),
                    ("18 per cent", "adults", "did not know"),
                    ("71 per cent", "those aged 18 to 34", "Support"),
                ],
            )
        },
        "quotes": [("We hear the message", "Farah Iqbal"), ("It is 3.5 miles", "Des Kelly")],
        "tags": ["#BringBackTheNightBus"],
        "day": date(2025, 3, 6),
    },
    "upstate.txt": {
        "polls": {
            "Siena College": (
                {"sponsor": "Times Union/Spectrum News", "size": 806, "margin": "±3.9",
                 "population": "registered voters", "mode": "phone and online",
                 "field": "April 13-17, 2025"},
                [
                    ("49 percent", "registered voters", "in favor"),
                    ("44 percent", "registered voters", "opposed"),
                    ("57 percent", "voters, upstate", "oppose the plan"),
                    ("47 percent", "in the suburbs", "separated by a point"),
                    ("46 percent", "in the suburbs", "separated by a point"),
                ],
            )
        },
        "quotes": [
            ("Nobody wants to pay", "Ann Lucas"), ("That is not news", "Ann Lucas"),
        ],
        "tags": [],
        "day": None,
    },
    "wire-canada.txt": {
        "polls": {
            "Leger": (
                {"sponsor": "Canadian Press", "size": 1539, "mode": "online", "margin": "",
                 "field_end": date(2025, 11, 9)},
                [
                    ("Forty-eight per cent", "Canadians", "they support the project"),
                    ("Thirty-one per cent", "Canadians", "they oppose it"),
                    ("21 per cent", "Canadians", "they did not know"),
                    ("63 per cent", "in Quebec", "Support was highest"),
                    ("just 29 per cent", "in Alberta", "back the plan"),
                ],
            )
        },
        "quotes": [("When you say 90 billion", "Andrew Enns")],
        "tags": [],
        "day": date(2025, 11, 12),
    },
    "bullets.txt": {
        "polls": {
            "Gallup": (
                {"size": 1512, "population": "parents", "margin": "±3",
                 "field": "June 3-12, 2025"},
                [
                    ("58%", "U.S. parents", "now want phones out of class all day"),
                    ("33%", "parents", "want phones allowed at lunch"),
                    ("8%", "parents", "want no rule at all"),
                    ("67%", "mothers", "back a full ban"),
                    ("49%", "fathers", "back a full ban"),
                ],
            ),
            "Common Sense Media": ({}, [("Only 41%", "teens", "agree")]),
        },
        "quotes": [("The argument is over", "Jean Park")],
        "tags": [],
        "day": None,
    },
    "football.html": {
        "polls": {},
        "quotes": [("We never look at the polls", "Ed Lang")],
        "tags": [],
        "day": date(2025, 10, 19),
    },
}  # fmt: skip

"""The names, towns and ways of the invented crowd. Addresses are of reserved domains alone."""

GIVEN = (
    "Ada", "Alma", "Amos", "Ana", "Arturo", "Beatriz", "Ben", "Bonnie", "Calvin", "Carmen",
    "Cora", "Daniel", "Dolores", "Dwight", "Edith", "Elena", "Eli", "Esther", "Faye", "Floyd",
    "Gloria", "Grace", "Harold", "Hazel", "Ida", "Imani", "Ines", "Isaac", "James", "Joan",
    "Jorge", "June", "Karl", "Keiko", "Lena", "Leroy", "Lila", "Linh", "Luis", "Lydia", "Mabel",
    "Marcus", "Maria", "Martha", "Mei", "Miguel", "Nadia", "Nell", "Nora", "Omar", "Opal",
    "Otis", "Pearl", "Percy", "Priya", "Ramon", "Rosa", "Ruth", "Sam", "Selma", "Silas",
    "Sofia", "Tamika", "Thelma", "Theo", "Tomas", "Vera", "Viola", "Walter", "Wanda", "Willa",
    "Yusuf",
)  # fmt: skip
FAMILY = (
    "Abbott", "Aguilar", "Anders", "Baca", "Bailey", "Becker", "Begay", "Boone", "Bright",
    "Brooks", "Castillo", "Chavez", "Clay", "Cooper", "Crane", "Dawson", "Delgado", "Dixon",
    "Drake", "Ellis", "Espinoza", "Farmer", "Fields", "Flores", "Foster", "Garza", "Gibbs",
    "Grant", "Greene", "Hale", "Hansen", "Harper", "Hayes", "Hoang", "Holt", "Hughes", "Ibarra",
    "Jensen", "Joyner", "Kane", "Keller", "Lang", "Larsen", "Little", "Lowe", "Marsh",
    "Mendez", "Miller", "Moody", "Moreno", "Nash", "Nguyen", "Norris", "Okafor", "Olson",
    "Ortiz", "Parker", "Pena", "Pope", "Quinn", "Ramos", "Reed", "Rivers", "Rowe", "Salazar",
    "Sharpe", "Simmons", "Stone", "Swan", "Tate", "Thorne", "Tran", "Vance", "Vega", "Ward",
    "Webb", "Whitaker", "Yazzie", "York", "Zimmer",
)  # fmt: skip
DOMAINS = ("example.org", "example.com", "example.net")

# State: how many of a thousand live there, roughly and more rural than the country is; and the
# first three digits of ZIP codes there.
STATES = {
    "AL": (19, "361"), "AK": (7, "996"), "AZ": (18, "863"), "AR": (17, "720"),
    "CA": (62, "959"), "CO": (19, "810"), "CT": (8, "062"), "DE": (4, "199"), "FL": (39, "323"),
    "GA": (32, "310"), "HI": (4, "967"), "ID": (12, "833"), "IL": (30, "624"), "IN": (25, "474"),
    "IA": (28, "501"), "KS": (20, "674"), "KY": (24, "404"), "LA": (17, "713"), "ME": (16, "044"),
    "MD": (11, "217"), "MA": (14, "013"), "MI": (33, "497"), "MN": (30, "562"), "MS": (17, "389"),
    "MO": (29, "654"), "MT": (17, "594"), "NE": (18, "688"), "NV": (7, "894"), "NH": (10, "032"),
    "NJ": (11, "088"), "NM": (14, "875"), "NY": (36, "129"), "NC": (36, "283"), "ND": (11, "585"),
    "OH": (43, "437"), "OK": (19, "745"), "OR": (19, "978"), "PA": (40, "164"), "RI": (3, "028"),
    "SC": (18, "291"), "SD": (13, "574"), "TN": (25, "375"), "TX": (55, "768"), "UT": (9, "847"),
    "VT": (13, "050"), "VA": (27, "229"), "WA": (21, "988"), "WV": (18, "248"), "WI": (33, "544"),
    "WY": (9, "824"),
}  # fmt: skip

# Source, refcode, utm, and how often of a hundred. The rest came by themselves.
SOURCES: tuple[tuple[str, str, dict[str, str], int], ...] = (
    ("newsletter", "", {"utm_medium": "email"}, 24),
    ("fb-spring", "", {"utm_source": "facebook", "utm_medium": "paid"}, 17),
    ("library", "qr", {}, 11),
    ("radio", "", {}, 6),
    ("", "", {}, 42),
)
CONSENT = (
    "Post Road Neighbors may email me about this campaign and others. I can leave any time."
)
BEFORE = "our newsletter's sign-up page"

# Signatures on each day since the launch, in shares: a rush, a slow middle, the radio report.
RUSH = (
    16, 14, 11, 8, 7, 6, 5, 5, 4, 4, 3, 3, 3, 3, 3, 3, 2, 2, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2,
    2, 2, 2, 2, 2, 2, 2, 3, 9, 12, 8, 6, 4, 4, 3, 3, 3, 2, 4, 6, 5, 4, 3, 3, 3, 4, 3, 3, 4, 3,
)  # fmt: skip
HOURS = (9, 14, 19)

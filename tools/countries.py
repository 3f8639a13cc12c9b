"""Makes `places/countries.py`: ISO 3166 codes with the English names of Unicode's CLDR.

Run: uv run --no-project --with babel==2.17.0 python tools/countries.py
"""

import re
import unicodedata
from pathlib import Path

from babel import Locale

TARGET = Path(__file__).parents[1] / "src/undersigned/places/countries.py"
# Codes of CLDR that are no country: outlying parts, the union, the world, pseudo-locales.
NOT_COUNTRIES = {
    "AC",
    "CP",
    "CQ",
    "DG",
    "EA",
    "EU",
    "EZ",
    "IC",
    "QO",
    "TA",
    "UN",
    "XA",
    "XB",
    "ZZ",
}
HEAD = '''\
"""Countries by ISO 3166 code, their names as Unicode's CLDR writes them in English.

Made by tools/countries.py; names go through gettext.
"""

from django.utils.translation import gettext_lazy as _

NAMES = {
'''
TAIL = """\
}

# The country most supporters live in stands first; the rest by name.
CHOICES = [("US", NAMES["US"]), *((code, name) for code, name in NAMES.items() if code != "US")]


def name(code: str) -> str:
    \"\"\"The country's name, or the code itself where it is none of ours.\"\"\"
    return str(NAMES.get(code, code))
"""


def plain(name: str) -> str:
    """Without accents, so that names sort where readers look for them."""
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


if __name__ == "__main__":
    names = {
        code: name.replace("&", "and").replace("\u2019", "'")
        for code, name in Locale("en").territories.items()
        if re.fullmatch("[A-Z]{2}", code) and code not in NOT_COUNTRIES
    }
    lines = [
        f'    "{code}": _("{names[code]}"),\n'
        for code in sorted(names, key=lambda code: plain(names[code]))
    ]
    TARGET.write_text(HEAD + "".join(lines) + TAIL, encoding="utf-8")

"""Why a page was not reached, in plain words, and what to do about it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Reason:
    """`words` stand in brackets after the link, and may name its %(host)s or %(status)s."""

    words: Promise
    remedy: Promise


_OPEN_IT = _("Open it yourself, in a window where you are not signed in.")
_THEIRS = _("Correct the link, or ask whoever runs the site.")

NO_NAME = Reason(_("there is no site %(host)s"), _("Correct the name of the site."))
SILENT_NAME = Reason(
    _("the name %(host)s could not be looked up at the moment"), _("Check again in a minute.")
)
NO_ADDRESS = Reason(_("it is no web address"), _("Correct the link: it begins with https://."))
PRIVATE = Reason(
    _("%(host)s is no public address"), _("Link to a page that everybody can open.")
)
CLOSED = Reason(_("%(host)s takes no connections"), _THEIRS)
CERTIFICATE = Reason(
    _("the certificate of %(host)s is wrong or has run out"),
    _("Browsers warn people away from it: ask whoever runs the site, or link elsewhere."),
)
INSECURE = Reason(_("%(host)s takes no secure connection"), _OPEN_IT)
SLOW = Reason(
    _("it takes too long"), _("Open it yourself; many people at once make it slower still.")
)
BROKEN_OFF = Reason(_("the connection broke off"), _OPEN_IT)
CIRCLES = Reason(_("it sends on and on to other pages"), _OPEN_IT)
GONE = Reason(_("it answers %(status)s: there is no such page"), _("Correct the link."))
SHY = Reason(_("it answers %(status)s: it does not let us in"), _OPEN_IT)
REFUSED = Reason(_("it answers %(status)s: it does not understand the link"), _OPEN_IT)
BROKEN = Reason(
    _("it answers %(status)s: the site has a fault at the moment"),
    _("Check again later; if it stays so, ask whoever runs the site."),
)
MANY = Reason(
    _("and %(number)s more: there are too many to check"),
    _("Open those yourself, or take some of the links out."),
)

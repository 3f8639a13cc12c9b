"""What the dashboard's menu shows to whom, and the alarms above every page of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db.models import Subquery
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from undersigned.accounts import roles
from undersigned.accounts.models import Membership
from undersigned.accounts.permissions import Permission
from undersigned.jobs.models import Worker
from undersigned.ledger.models import Log
from undersigned.outbox import transport


@dataclass(frozen=True)
class Entry:
    """One line of the menu, shown to roles with the permission. The icon is lucide's name."""

    label: Promise
    url_name: str
    icon: str
    permission: Permission


@dataclass(frozen=True)
class Section:
    """A heading ('' for none) and its lines."""

    title: Promise | str
    entries: Sequence[Entry]


# A page that is done puts its line here; the order is the order on the screen.
SECTIONS: Final = (
    Section(
        "",
        (
            Entry(
                gettext_lazy("Overview"), "dashboard:front", "layout-dashboard",
                Permission.RESULTS_VIEW,
            ),
            Entry(
                gettext_lazy("Campaigns"), "dashboard:campaigns", "megaphone",
                Permission.CAMPAIGNS_VIEW,
            ),
            Entry(gettext_lazy("Press"), "press:press", "newspaper", Permission.CAMPAIGNS_VIEW),
            Entry(
                gettext_lazy("Comments"), "petitions:comments", "message-circle",
                Permission.COMMENTS_MODERATE,
            ),
            Entry(
                gettext_lazy("Abuse"), "dashboard:abuse", "shield-alert", Permission.ABUSE_EDIT
            ),
            Entry(
                gettext_lazy("Supporters"), "dashboard:supporters", "contact",
                Permission.SUPPORTERS_VIEW,
            ),
            Entry(gettext_lazy("States"), "dashboard:states", "map", Permission.RESULTS_VIEW),
            Entry(
                gettext_lazy("Audiences"), "dashboard:audiences", "users-round",
                Permission.MAILINGS_VIEW,
            ),
            Entry(
                gettext_lazy("Mailings"), "mailings:mailings", "mail", Permission.MAILINGS_VIEW
            ),
            Entry(
                gettext_lazy("Automations"), "automations:automations", "workflow",
                Permission.MAILINGS_VIEW,
            ),
        ),
    ),
    Section(
        gettext_lazy("Library"),
        (
            Entry(
                gettext_lazy("Decision makers"), "officials:officials", "landmark",
                Permission.CAMPAIGNS_VIEW,
            ),
            Entry(
                gettext_lazy("Polls and claims"), "evidence:evidence", "chart-column",
                Permission.CAMPAIGNS_VIEW,
            ),
            Entry(
                gettext_lazy("Elections"), "campaigns:elections", "calendar-days",
                Permission.CAMPAIGNS_VIEW,
            ),
        ),
    ),
    Section(
        gettext_lazy("Organisation"),
        (
            Entry(
                gettext_lazy("Profile"), "accounts:organisation", "building-2",
                Permission.ORGANISATION_EDIT,
            ),
            Entry(gettext_lazy("Team"), "accounts:team", "users", Permission.MEMBERS_MANAGE),
            Entry(gettext_lazy("Changes"), "accounts:audit", "history", Permission.AUDIT_VIEW),
            Entry(
                gettext_lazy("Background work"), "background", "activity", Permission.JOBS_VIEW
            ),
            Entry(
                gettext_lazy("Examples"), "dashboard:examples", "flask-conical",
                Permission.ORGANISATION_EDIT,
            ),
        ),
    ),
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Item:
    label: str
    url: str
    icon: str = ""
    current: bool = False
    badge: str = ""
    post: bool = False


@dataclass(frozen=True, kw_only=True)
class ItemSection:
    title: str
    items: Sequence[Item]


@dataclass(frozen=True, kw_only=True)
class Choice:
    name: str
    url: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Alarm:
    title: str
    text: str = ""
    url: str = ""
    label: str = ""


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """Whose menu it is, and for which page."""

    slug: str
    role: str
    path: str
    user_id: int


def for_dashboard(request: HttpRequest) -> dict[str, Any]:
    """Context processor: the menu of the member who asks; nothing on any other page."""
    membership = getattr(request, "membership", None)
    if not isinstance(membership, Membership):
        return {}
    organisation = membership.organisation
    asked = _Asked(
        slug=organisation.slug, role=membership.role, path=request.path,
        user_id=membership.user_id,
    )  # fmt: skip
    return {
        "organisation": organisation,
        "banner": organisation.banner,
        "dashboard_url": f"/dashboard/{organisation.slug}/",
        "menu": _menu(asked),
        "organisation_choices": _choices(asked),
        "member_name": str(request.user),
        "member_menu": _member_menu(),
        "alarms": _alarms(at=timezone.now()),
    }


def _menu(asked: _Asked) -> list[ItemSection]:
    shown = [
        ItemSection(title=str(section.title), items=_items(section.entries, asked))
        for section in SECTIONS
    ]
    return [section for section in shown if section.items]


def _items(entries: Iterable[Entry], asked: _Asked) -> list[Item]:
    allowed = [entry for entry in entries if roles.may(asked.role, entry.permission)]
    links = [(entry, reverse(entry.url_name, args=[asked.slug])) for entry in allowed]
    return [
        Item(label=str(entry.label), url=url, icon=entry.icon, current=_is_current(url, asked))
        for entry, url in links
    ]


def _is_current(url: str, asked: _Asked) -> bool:
    """The page itself or one below it; the front page is above all and counts for itself."""
    if url == f"/dashboard/{asked.slug}/":
        return asked.path == url
    return asked.path.startswith(url)


def _choices(asked: _Asked) -> list[Choice]:
    rows = (
        Membership.objects.filter(user_id=asked.user_id)
        .order_by("organisation__name")
        .values_list("organisation__name", "organisation__slug")
    )
    return [
        Choice(name=name, url=f"/dashboard/{slug}/", current=slug == asked.slug)
        for name, slug in rows
    ]


def _member_menu() -> list[Item]:
    return [
        Item(label=_("Your account"), url=reverse("accounts:account"), icon="user-cog"),
        Item(label=_("Sign out"), url=reverse("account_logout"), icon="log-out", post=True),
    ]


def _alarms(*, at: datetime) -> list[Alarm]:
    """What is wrong with the installation, in red on every page."""
    found = []
    if transport.state() == "none":
        found.append(
            Alarm(
                title=_("No email leaves this installation."),
                text=_(
                    "No mail relay is set, so every email waits. Whoever runs the server sets "
                    "UNDERSIGNED_SMTP_URL or UNDERSIGNED_MAIL_API."
                ),
            )
        )
    stopped = Subquery(Log.objects.values("stopped")[:1])
    alive = Worker.objects.alive(at=at).values_list(stopped).first()
    if alive is None:
        found.append(
            Alarm(
                title=_("Background work stands still."),
                text=_(
                    "Nothing is confirmed, counted or sent until it runs again. Whoever runs "
                    "the server starts 'undersigned worker'."
                ),
            )
        )
    elif alive[0]:
        found.append(Alarm(title=_("The public count stands still."), text=alive[0]))
    return found

"""What every public page around an action needs around its content."""

from typing import Any

from django.core.files.storage import default_storage
from django.urls import reverse

from undersigned.organisations.models import Organisation


def organisation(of: Organisation) -> dict[str, Any]:
    """`messages` is empty: these pages read no session."""
    accent = reverse("organisations:accent_css", args=[of.slug])
    return {
        "organisation": of,
        "home_url": f"/o/{of.slug}/",
        "organisation_logo_url": default_storage.url(of.logo) if of.logo else "",
        "accent_css_url": f"{accent}?c={of.accent[1:]}",
        "banner": of.banner,
        "messages": (),
    }

"""The form as a piece of another page: `site` puts it on the campaign's, `views` on its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone

from undersigned.actions import sources
from undersigned.petitions import reading
from undersigned.petitions.forms import SignForm
from undersigned.petitions.models import Petition


def form_context(
    petition: Petition, request_query: Mapping[str, str], *, at: datetime | None = None
) -> dict[str, Any]:
    """For `petitions/_form.html`; empty when the campaign takes no signatures now.

    The petition brings its campaign and organisation. `request_query` is `request.GET`: what
    it says about the source stays in the form. Without `at` it is drawn now.
    """
    opened = reading.of(petition)
    if not opened.is_live:
        return {}
    at = at or timezone.now()
    return around(opened, SignForm(form=opened, at=at), origin=sources.read(request_query))


def around(opened: reading.Open, form: SignForm, *, origin: sources.Origin) -> dict[str, Any]:
    """The same for a form that is at hand."""
    own = [bound for bound in form if bound.name.startswith("q_")]
    return {
        "form": form,
        "sign_action": reverse("petitions:sign", args=[opened.campaign.slug]),
        "sign_hidden": [*form.fresh().items(), *origin.hidden()],
        "sign_questions": own,
        "sign_organisation": opened.organisation,
        "sign_notice": form.consent_words if "consent" not in form.fields else "",
    }

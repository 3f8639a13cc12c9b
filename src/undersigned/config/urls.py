"""Every address of the installation, mounted in one place."""

from django.urls import URLPattern, URLResolver, include, path

from undersigned.config import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
    path("mail/", include("undersigned.outbox.urls")),
    path("dashboard/<slug:organisation>/background/", views.background, name="background"),
    path(
        "dashboard/<slug:organisation>/background/<uuid:job_id>/retry/",
        views.retry,
        name="background_retry",
    ),
    path(
        "dashboard/<slug:organisation>/background/forms/<uuid:campaign>/retry/",
        views.retry_forms,
        name="background_retry_forms",
    ),
    path("accounts/", include("undersigned.accounts.allauth_urls")),
    path("", include("undersigned.accounts.urls")),
    path("", include("undersigned.organisations.urls")),
    path("", include("undersigned.dashboard.urls")),
    path("", include("undersigned.actions.urls")),
    path("", include("undersigned.press.urls")),
    path("", include("undersigned.campaigns.urls")),
    path("", include("undersigned.evidence.urls")),
    path("", include("undersigned.officials.urls")),
    path("", include("undersigned.automations.urls")),
    path("", include("undersigned.mailings.urls")),
    path("", include("undersigned.petitions.urls")),
    # Last of all: it answers at every first part of a path that nothing above has taken.
    path("", include("undersigned.site.urls")),
]

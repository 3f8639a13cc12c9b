"""Every address of the installation, mounted in one place."""

from django.urls import URLPattern, URLResolver, path

from undersigned.config import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", views.healthz, name="healthz"),
]

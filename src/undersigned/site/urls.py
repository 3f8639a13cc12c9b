"""Addresses of the public face. The campaign's own is the last of the installation."""

from django.urls import URLPattern, path

from undersigned.site import views

app_name = "site"

urlpatterns: list[URLPattern] = [
    path("", views.front, name="front"),
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", views.sitemap, name="sitemap"),
    path("o/<slug:slug>/", views.organisation, name="organisation"),
    path("o/<slug:slug>/releases/<slug:release_slug>/", views.release, name="release"),
    path("<slug:slug>/card.png", views.card, name="card"),
    path("<slug:slug>/", views.campaign, name="campaign"),
]

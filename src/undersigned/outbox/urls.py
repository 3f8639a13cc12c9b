"""Addresses of the demo's mail viewer, and of the mail provider's webhook."""

from django.urls import path

from undersigned.outbox import views

app_name = "outbox"
urlpatterns = [
    path("", views.messages, name="messages"),
    path("messages.json", views.messages_json, name="messages_json"),
    path("<int:id_>/", views.message, name="message"),
    path("webhooks/<slug:provider>/", views.webhook, name="webhook"),
    path("<int:id_>/html/", views.message_html, name="message_html"),
]

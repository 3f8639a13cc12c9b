"""Addresses of signing, confirming and what follows; mounted before the campaign's own."""

from django.urls import URLPattern, path

from undersigned.petitions.views import (
    comments,
    confirming,
    personal,
    receipts,
    shaping,
    signed,
    signing,
    verifying,
)

app_name = "petitions"

_DASHBOARD = "dashboard/<slug:organisation>/"

urlpatterns: list[URLPattern] = [
    path(f"{_DASHBOARD}comments/", comments.comments, name="comments"),
    path(f"{_DASHBOARD}campaigns/<uuid:uuid>/form/", shaping.shape, name="shape"),
    path("signed/<str:token>/", signed.signed, name="signed"),
    path("signed/<str:token>/unsubscribe/", signed.unsubscribe, name="unsubscribe"),
    path("signed/<str:token>/<uuid:signature>/withdrawal/", signed.withdraw, name="withdraw"),
    path("<slug:slug>/sign", signing.sign, name="sign"),
    path("<slug:slug>/count.json", signing.count, name="count"),
    path("<slug:slug>/check-your-email/", signing.check_email, name="check_email"),
    path(
        "<slug:slug>/check-your-email/later/",
        signing.check_email,
        {"late": True},
        name="check_email_later",
    ),
    path("<slug:slug>/resend/", confirming.resend, name="resend"),
    path("<slug:slug>/confirm/<str:token>/", confirming.confirm, name="confirm"),
    path("<slug:slug>/thanks/<str:token>/", confirming.thanks, name="thanks"),
    path("<slug:slug>/receipt/<str:token>/", receipts.receipt, name="receipt"),
    path(
        "<slug:slug>/receipt/<str:token>/signature.tlog-proof",
        receipts.receipt_file,
        name="receipt_file",
    ),
    path(
        "<slug:slug>/receipt/<str:token>/promise.txt",
        receipts.promise_file,
        name="promise_file",
    ),
    path("<slug:slug>/verify/", verifying.verify, name="verify"),
    path("<slug:slug>/audit/", verifying.audit, name="audit"),
    path("<slug:slug>/how-we-count/", receipts.how_we_count, name="how_we_count"),
    path("<slug:slug>/breakdowns.json", receipts.breakdowns, name="breakdowns"),
    path("<slug:slug>/s/<str:token>/", personal.personal, name="personal"),
]

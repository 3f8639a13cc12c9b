"""Why a row was refused, or what of it was left out, by the names that are stored."""

from django.utils.translation import gettext_lazy as _

REFUSED = {
    "too_long": _("A cell or line is longer than a table's can be"),
    "broken_quotes": _("A quotation mark is opened and never closed"),
    "wrong_width": _("The row has more cells than the table has columns"),
    "no_row": _("The line is no row of a table"),
    "no_email": _("There is no email address"),
    "bad_email": _("The email address cannot be one"),
    "full": _("Two other people have this email address already"),
    "erased": _("This person asked to be erased and never emailed again"),
    "outside": _("Somebody outside of your area has this email address"),
    "not_ours": _("The row is no supporter as Undersigned exports them"),
}
WITHOUT = {
    "postal_code": _("Stored without the ZIP code, which cannot be one"),
    "region": _("Stored without the state, which we do not know"),
    "country": _("Stored without the country, which we do not know"),
    "date": _("Stored without a date that cannot be read"),
    "status": _("The email status is a word that we do not know: not emailed"),
    "field": _("Stored without the value of a field that it does not fit, such as a number"),
    "cut": _("A cell was cut: it is longer than what we keep"),
}
ALL = REFUSED | WITHOUT

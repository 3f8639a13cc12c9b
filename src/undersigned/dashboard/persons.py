"""What was typed about a person, put in order before it is kept."""

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from undersigned.places import postal, regions
from undersigned.supporters.models import Supporter


def tidy(form: forms.Form) -> dict[str, str]:
    """The fields ready to keep, the state taken from the ZIP code where it is empty."""
    fields = {name: str(form.cleaned_data[name]) for name in form.cleaned_data}
    fields.pop("version", None)
    if fields["region"] not in dict(regions.choices(fields["country"])):
        fields["region"] = ""  # a state of one country is none of another's
    if not fields["region"]:
        fields["region"] = postal.region_of(fields["country"], fields["postal_code"])
    return fields


def taken(
    form: forms.Form, name: str, holder: Supporter, *, among: QuerySet[Supporter]
) -> None:
    """Says at the form whose the address is, and what to do. `among`: whom the member may see.

    Of others it says that they are there, and not who.
    """
    held = {"what": form.cleaned_data[name], "name": holder}
    if among.filter(pk=holder.pk).exists():
        words = _(
            "%(name)s has “%(what)s” already. If the two are one person, merge them under "
            "Likely duplicates."
        )
    else:
        words = _(
            "Somebody outside your area has “%(what)s” already. Ask a colleague who may see "
            "everybody."
        )
    form.add_error(name, words % held)

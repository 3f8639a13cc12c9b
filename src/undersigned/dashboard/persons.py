"""What was typed about a person, put in order before it is kept."""

from django import forms

from undersigned.places import postal, regions


def tidy(form: forms.Form) -> dict[str, str] | None:
    """The fields ready to keep: postal code in its one form, state from the ZIP code if empty.

    None where the postal code is wrong; the form then says so.
    """
    fields = {name: str(form.cleaned_data[name]) for name in form.cleaned_data}
    fields.pop("version", None)
    try:
        fields["postal_code"] = postal.normalise(fields["country"], fields["postal_code"])
    except postal.PostalCodeError as error:
        form.add_error("postal_code", str(error))
        return None
    if fields["region"] not in dict(regions.choices(fields["country"])):
        fields["region"] = ""  # a state of one country is none of another's
    if not fields["region"]:
        fields["region"] = postal.region_of(fields["country"], fields["postal_code"])
    return fields

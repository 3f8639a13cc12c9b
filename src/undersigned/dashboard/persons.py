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
    if not regions.choices(fields["country"]):
        fields["region"] = ""  # a state of the US is none of another country's
    if not fields["region"]:
        fields["region"] = postal.state_of(fields["country"], fields["postal_code"])
    return fields

"""Parts of a record in its own form: some lines of fields each, empty ones left out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms

Fields = Mapping[str, Callable[[], forms.Field]]
_MOST = 60


def add(
    form: forms.Form,
    name: str,
    fields: Fields,
    *,
    initial: Sequence[Mapping[str, Any]],
    extra: int = 2,
) -> None:
    """Fields `name_0_part`, `name_1_part` …: those that there are, and `extra` empty lines."""
    count = min(max(len(initial) + extra, _sent(form, name)), _MOST)
    for place in range(count):
        for part, build in fields.items():
            field = build()
            field.label = f"{field.label} {place + 1}"
            field.required = False
            if place < len(initial):
                field.initial = initial[place].get(part)
            form.fields[f"{name}_{place}_{part}"] = field


def _sent(form: forms.Form, name: str) -> int:
    """How many lines the page had that was sent."""
    places = [key.split("_")[1] for key in form.data if key.startswith(f"{name}_")]
    return max((int(place) + 1 for place in places if place.isdigit()), default=0)


def typed(form: forms.Form, name: str, fields: Fields) -> list[dict[str, Any]]:
    """The lines in which anything was typed, in order, each by its parts."""
    found = []
    place = 0
    while f"{name}_{place}_{next(iter(fields))}" in form.fields:
        line = {part: form.cleaned_data.get(f"{name}_{place}_{part}") for part in fields}
        if any(value not in (None, "") for value in line.values()):
            found.append(line)
        place += 1
    return found

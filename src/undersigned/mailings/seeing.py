"""Who sees a block, as it is chosen by point and click, and the rules that say the same."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Seen:
    """All that is chosen must be true of a person; nothing chosen is everybody."""

    states: list[str] = field(default_factory=list)
    tag: str = ""
    signed: str = ""  # a campaign's uuid
    not_signed: str = ""
    segment: str = ""  # a kept audience's uuid
    filled: str = ""  # the key of a field of the organisation's own

    def rules(self) -> dict[str, object]:
        """As segments compile them; {} is everybody."""
        asked: list[dict[str, object]] = [
            {"criterion": name, "value": value}
            for name, value in (
                ("state", self.states), ("tag", self.tag), ("segment", self.segment),
                ("signed", _of_campaign(self.signed)),
                ("field", _filled(self.filled)),
            )
            if value
        ]  # fmt: skip
        if self.not_signed:
            rule = {"criterion": "signed", "value": _of_campaign(self.not_signed)}
            asked.append({"none": [rule]})
        return {"all": asked} if asked else {}


def seen(rules: Mapping[str, Any]) -> Seen:
    """The choice that made these rules."""
    found: dict[str, Any] = {}
    for part in rules.get("all", []):
        for refused in part.get("none", []):
            found["not_signed"] = refused["value"]["campaign"]
        if "criterion" in part:
            name, value = part["criterion"], part["value"]
            found[_NAMES.get(name, name)] = _READ.get(name, _as_it_is)(value)
    return Seen(**found)


_NAMES = {"state": "states", "field": "filled"}
_READ = {"signed": lambda value: value["campaign"], "field": lambda value: value["field"]}


def _as_it_is(value: Any) -> Any:  # noqa: ANN401  JSON
    return value


def _of_campaign(uuid: str) -> dict[str, str]:
    return {"campaign": uuid, "since": ""} if uuid else {}


def _filled(key: str) -> dict[str, str]:
    return {"field": key, "way": "filled", "value": ""} if key else {}

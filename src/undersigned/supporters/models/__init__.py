"""The room's tables, a subject a file."""

from undersigned.supporters.models.imports import (
    Import,
    ImportedPerson,
    ImportedStop,
    ImportProblem,
)
from undersigned.supporters.models.people import (
    Consent,
    EmailConsent,
    Erasure,
    Field,
    Note,
    PastAct,
    Supporter,
    Tag,
    Tagging,
)

__all__ = [
    "Consent", "EmailConsent", "Erasure", "Field", "Import", "ImportProblem", "ImportedPerson",
    "ImportedStop", "Note", "PastAct", "Supporter", "Tag", "Tagging",
]  # fmt: skip

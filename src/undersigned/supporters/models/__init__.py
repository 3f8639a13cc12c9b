"""The room's tables, a subject a file."""

from undersigned.supporters.models.contacts import (
    AddressType,
    EmailType,
    IssueInterest,
    PhoneType,
    SupporterAddress,
    SupporterEmail,
    SupporterLanguage,
    SupporterPhone,
    Works,
)
from undersigned.supporters.models.duplicates import (
    Alike,
    DuplicateSearch,
    LikelyDuplicate,
    Merge,
    MergeStep,
)
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
from undersigned.supporters.models.preference import Preference
from undersigned.supporters.models.retention import Expiring, Retention

__all__ = [
    "AddressType", "Alike", "Consent", "DuplicateSearch", "EmailConsent", "EmailType",
    "Erasure", "Expiring", "Field", "Import", "ImportProblem", "ImportedPerson", "ImportedStop",
    "IssueInterest", "LikelyDuplicate", "Merge", "MergeStep", "Note", "PastAct", "PhoneType",
    "Preference", "Retention", "Supporter", "SupporterAddress", "SupporterEmail",
    "SupporterLanguage", "SupporterPhone", "Tag", "Tagging", "Works",
]  # fmt: skip

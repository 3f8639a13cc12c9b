"""Mailings, one row for each recipient, what came of them, and what people prefer."""

from undersigned.mailings.models.approval import Approval
from undersigned.mailings.models.link import Click, Link, LinkChange
from undersigned.mailings.models.mailing import Mailing
from undersigned.mailings.models.recipient import Recipient
from undersigned.mailings.models.tally import ProviderTally, Tally
from undersigned.mailings.models.template import SavedBlock, Template
from undersigned.mailings.models.trial import Trial, Variant

__all__ = [
    "Approval", "Click", "Link", "LinkChange", "Mailing", "ProviderTally",
    "Recipient", "SavedBlock", "Tally", "Template", "Trial", "Variant",
]  # fmt: skip

"""Mailings, and one row for each recipient."""

from undersigned.mailings.models.mailing import Mailing
from undersigned.mailings.models.recipient import Recipient

__all__ = ["Mailing", "Recipient"]

"""Polls as they were published, and the claims that are made from them."""

from undersigned.evidence.models.averages import Series, StoredAverage
from undersigned.evidence.models.claims import Claim, Judgement
from undersigned.evidence.models.copies import Correction, PollArticle, PollCopy
from undersigned.evidence.models.lists import PollList
from undersigned.evidence.models.polls import Poll
from undersigned.evidence.models.questions import Question, Result
from undersigned.evidence.models.subjects import Family, Pollster, PollsterName, Topic

__all__ = [
    "Claim", "Correction", "Family", "Judgement", "Poll", "PollArticle", "PollCopy", "PollList",
    "Pollster", "PollsterName", "Question", "Result", "Series", "StoredAverage", "Topic",
]  # fmt: skip

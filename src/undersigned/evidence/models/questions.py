"""What was asked in a poll, of whom, and what they answered."""

import uuid
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Question(models.Model):
    """A question put to one population in one poll.

    The same words put to Democrats alone are another row, with its own size. `side` is +1
    where the sponsor would like the first answer high, -1 where low.
    """

    class Choice(models.TextChoices):
        UNKNOWN = "", _("not printed")
        SINGLE = "single", _("one answer")
        MULTIPLE = "multiple", _("several answers allowed")

    class Side(models.IntegerChoices):
        AGAINST = -1, _("would like the first answer low")
        NONE = 0, _("has no side in it, or none is known")
        FOR = 1, _("would like the first answer high")

    poll = models.ForeignKey(
        "evidence.Poll", on_delete=models.CASCADE, related_name="questions"
    )
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    topic = models.ForeignKey("evidence.Topic", on_delete=models.PROTECT, null=True)
    family = models.ForeignKey("evidence.Family", on_delete=models.PROTECT, null=True)

    in_short = models.CharField(max_length=300)
    wording = models.TextField(blank=True)  # verbatim
    introduction = models.TextField(blank=True)  # what was said before the question
    options = models.TextField(blank=True)  # answers as they were offered
    order = models.CharField(max_length=200, blank=True)  # of the answers: 'rotated'
    choice = models.CharField(max_length=8, choices=Choice, blank=True)
    split = models.CharField(max_length=60, blank=True)  # which half of the sample

    population = models.CharField(max_length=200, blank=True)
    screen = models.CharField(max_length=300, blank=True)  # who counts as a likely voter
    subgroup = models.CharField(max_length=100, blank=True)
    subgroup_definition = models.CharField(max_length=300, blank=True)
    sample_size = models.PositiveIntegerField(null=True)
    is_size_assumed = models.BooleanField(default=False)
    margin_as_printed = models.CharField(max_length=60, blank=True)

    side = models.SmallIntegerField(choices=Side, default=Side.NONE)
    excluded = models.CharField(max_length=300, blank=True)  # why no average counts it
    note = models.TextField(blank=True)  # what is unclear in the record, in words
    source_id = models.CharField(max_length=100, blank=True)
    import_key = models.CharField(max_length=64, blank=True)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sample_size__isnull=True) | Q(sample_size__gt=0),
                name="evidence_question_asked_somebody",
            ),
            models.CheckConstraint(
                condition=Q(is_size_assumed=False) | Q(sample_size__isnull=False),
                name="evidence_question_assumes_a_size",
            ),
            models.CheckConstraint(
                condition=Q(side__in=(-1, 0, 1)), name="evidence_question_side_is_known"
            ),
            models.CheckConstraint(
                condition=Q(family__isnull=True) | Q(topic__isnull=False),
                name="evidence_question_family_has_a_topic",
            ),
            models.UniqueConstraint(
                fields=["poll", "import_key"],
                condition=~Q(import_key=""),
                name="evidence_question_is_imported_once",
            ),
        ]

    def __str__(self) -> str:
        return self.in_short

    @property
    def printed_size(self) -> int | None:
        """None as well where a person assumed one."""
        return None if self.is_size_assumed else self.sample_size


_READ = ("answer", "question__in_short", "question__population", "question__subgroup",
         "question__poll__pollster")  # fmt: skip


class ResultQuerySet(models.QuerySet["Result"]):
    def with_words(self, words: str) -> "ResultQuerySet":
        """Those that have every word in answer, question, population or pollster."""
        found = self
        for word in words.split():
            found = found.filter(reduce(or_, (Q((f"{n}__icontains", word)) for n in _READ)))
        return found


class Result(models.Model):
    """A share of one answer, in percentage points, and as it was printed."""

    class Kind(models.TextChoices):
        ANSWER = "", _("an answer")
        DONT_KNOW = "dont_know", _("don't know")
        REFUSED = "refused", _("refused")

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="results")
    answer = models.CharField(max_length=200)
    kind = models.CharField(max_length=9, choices=Kind, blank=True)
    share = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    as_printed = models.CharField(max_length=100)
    place = models.PositiveSmallIntegerField(default=0)

    objects = ResultQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gte=0, share__lte=100),
                name="evidence_result_is_a_share",
            ),
            models.UniqueConstraint(
                fields=["question", "answer"], name="evidence_result_once_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer}: {self.as_printed}"

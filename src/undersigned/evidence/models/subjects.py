"""Who polls, under which names; what is asked, and which wordings are read as one."""

import uuid

from django.db import models


class Pollster(models.Model):
    """Who takes polls, whatever name is printed. An average knows it by this row."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name


class PollsterName(models.Model):
    """One of the names under which a pollster is printed."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE)
    pollster = models.ForeignKey(Pollster, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    key = models.CharField(max_length=200)  # the name without its case and spaces

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key"], name="evidence_pollstername_is_of_one_pollster"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Topic(models.Model):
    """What several questions ask about. One average is of one topic."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "name"], name="evidence_topic_once_a_name"
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="evidence_topic_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Family(models.Model):
    """Wordings that somebody decided to read as one question: who, when and why."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="families")
    name = models.CharField(max_length=200)
    why = models.CharField(max_length=500, blank=True)
    decided_by = models.CharField(max_length=200)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["topic", "name"], name="evidence_family_once_a_topic"
            ),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="evidence_family_has_a_name"
            ),
        ]

    def __str__(self) -> str:
        return self.name

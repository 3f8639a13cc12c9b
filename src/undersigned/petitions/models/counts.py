"""The count that is shown: taken from a signed tree, never counted on a page view."""

from django.db import models


class CountSnapshot(models.Model):
    """A petition's figures in a signed tree of the log; the source of count.json."""

    petition = models.OneToOneField(
        "petitions.Petition", on_delete=models.CASCADE, related_name="snapshot"
    )
    count = models.PositiveIntegerField(default=0)
    by_region = models.JSONField(default=dict)  # {'US-OH': 12, '-': 3}
    size = models.BigIntegerField(default=0)  # leaves in the tree that changed it last
    removed = models.PositiveIntegerField(default=0)
    by_reason = models.JSONField(default=dict)  # {'withdrawn': 2}: of those removed
    restored = models.PositiveIntegerField(default=0)
    erased = models.PositiveIntegerField(default=0)
    paper = models.PositiveIntegerField(default=0)  # carried over from elsewhere
    as_of = models.DateTimeField(null=True)  # the time of that tree's checkpoint
    held = models.PositiveIntegerField(default=0)  # confirmed and held, as last published
    published = models.BooleanField(default=False)  # count.json on disk says the same

    class Meta:
        indexes = [
            models.Index(
                fields=["petition"],
                condition=models.Q(published=False),
                name="petitions_count_to_publish",
            ),
            models.Index(fields=["size"], name="petitions_count_size"),
        ]

    def __str__(self) -> str:
        return str(self.count)

"""Counters as rows, the rates that staff set, and what is remembered to judge by."""

from django.db import models

from undersigned.guard.limits import DOMAIN, NETWORK, PETITION


class Tally(models.Model):
    """How often `key` (a network, a mail domain, a keyed hash) did something in one span."""

    scope = models.CharField(max_length=40)
    key = models.CharField(max_length=64)
    span = models.BigIntegerField()  # the number of the span since 1970
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()  # deleted after this

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scope", "span", "key"], name="guard_tally_one_a_span"
            )
        ]
        indexes = [
            models.Index(fields=["scope", "span", "count"], name="guard_tally_highest"),
            models.Index(fields=["ends_at"], name="guard_tally_over"),
        ]

    def __str__(self) -> str:
        return f"{self.scope}: {self.count}"


class Rates(models.Model):
    """What an organisation's staff find normal in an hour. Without a row the defaults hold."""

    organisation = models.OneToOneField(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    version = models.PositiveIntegerField(default=0)
    network = models.PositiveIntegerField(default=NETWORK.most)
    domain = models.PositiveIntegerField(default=DOMAIN.most)
    domain_hold = models.PositiveIntegerField(default=300)  # from here on, staff decide
    petition = models.PositiveIntegerField(default=PETITION.most)
    delay_minutes = models.PositiveSmallIntegerField(default=15)
    flood = models.PositiveIntegerField(default=100)  # in an hour: staff are told (flooding.py)
    holds_disposable = models.BooleanField(default=False)
    disposable = models.TextField(blank=True)  # the organisation's own, one a line
    not_disposable = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(network__gte=1, domain__gte=1, petition__gte=1),
                name="guard_rates_let_somebody_in",
            ),
            models.CheckConstraint(
                condition=models.Q(domain_hold__gte=models.F("domain")),
                name="guard_rates_ask_before_they_hold",
            ),
        ]

    def __str__(self) -> str:
        return f"rates of organisation {self.organisation_id}"


class UsualShare(models.Model):
    """Which part of a petition's (0: the organisation's) signatures a mail domain brings."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="+"
    )
    petition_id = models.BigIntegerField(default=0)  # guard knows numbers, not petitions
    domain = models.CharField(max_length=254, blank=True)  # '': all of them, share 1
    share = models.FloatField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "petition_id", "domain"], name="guard_usualshare_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.share:.3f}"


class SeenDomain(models.Model):
    """A mail domain of which the organisation has a signature, and until when it was new."""

    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.CASCADE, related_name="+", db_index=False
    )
    domain = models.CharField(max_length=254)
    new_until = models.DateTimeField()  # a day after its first signature

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "domain"], name="guard_seendomain_once"
            )
        ]

    def __str__(self) -> str:
        return self.domain


class SeenUpTo(models.Model):
    """The one row that says up to which signature the domains were looked at."""

    signature_id = models.BigIntegerField(default=0)  # guard knows numbers, not signatures

    def __str__(self) -> str:
        return str(self.signature_id)


class Flood(models.Model):
    """When staff were last told that a petition is flooded, and since when it was, then."""

    petition_id = models.BigIntegerField(unique=True)  # guard knows numbers, not petitions
    since = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"flood of petition {self.petition_id}"


class SpentWork(models.Model):
    """A proof of work that was used: a solution counts once. Deleted once it has expired."""

    nonce = models.CharField(max_length=64, unique=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["expires_at"], name="guard_spentwork_over")]

    def __str__(self) -> str:
        return self.nonce[:8]

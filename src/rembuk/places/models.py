"""Places of Indonesia by their Kemendagri codes."""

from __future__ import annotations

from django.db import models


class Place(models.Model):
    """Keep one province, regency or city, district, or village.

    Codes are text with leading structure (Permendagri 58/2021): 2, 4, 6 or 10 digits, never integers.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1
        REGENCY = 2
        DISTRICT = 3
        VILLAGE = 4

    code = models.CharField(max_length=10, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=250)
    postal_code = models.CharField(max_length=5, blank=True)

    def __str__(self) -> str:
        return self.name

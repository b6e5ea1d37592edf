"""Places of Indonesia by their Kemendagri codes, and the keys they are found by."""

from __future__ import annotations

from django.db import models


class Place(models.Model):
    """Keep one province, regency or city, district, or village.

    Codes are text with leading structure as the ministry writes them (Permendagri 58/2021): 34, 34.04,
    34.04.06, 34.04.06.2001; never integers.
    """

    class Level(models.IntegerChoices):
        PROVINCE = 1
        REGENCY = 2
        DISTRICT = 3
        VILLAGE = 4

    code = models.CharField(max_length=13, primary_key=True)
    name = models.CharField(max_length=80)
    level = models.PositiveSmallIntegerField(choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    path = models.CharField(max_length=250)
    postal_code = models.CharField(max_length=5, blank=True, db_index=True)

    def __str__(self) -> str:
        return self.name


class PlaceKey(models.Model):
    """Let a place be found by one spelling of its name, or by the words of its name from the START-th on.

    The key is bytes, so that both databases compare and range over it alike, whatever their collation.
    """

    key = models.BinaryField(max_length=90)
    start = models.PositiveSmallIntegerField()
    level = models.PositiveSmallIntegerField()
    # Nothing asks for the keys of a place, so no index on it: it would cost a third of the loading time.
    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="+", db_index=False)

    class Meta:
        indexes = [
            models.Index(fields=["key", "start", "level"], name="place_exact"),
            models.Index(fields=["start", "level", "key"], name="place_prefix"),
        ]


class Edition(models.Model):
    """Remember which edition of the list the table holds."""

    name = models.CharField(max_length=60, primary_key=True)
    places = models.PositiveIntegerField()

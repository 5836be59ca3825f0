"""The postal codes of Japan as this site knows them, imported by ``import_postal_codes``."""

from django.db import models


class PostalPlace(models.Model):
    """One place that a postal code stands for; a code may stand for several.

    ``note`` is what Japan Post says of the part that the code covers (小字, ranges of numbers,
    「その他」); it is never part of an address. ``office`` is the name of a receiver with a code
    of its own, whose ``street`` is known.
    """

    code = models.CharField(max_length=7)
    order = models.PositiveSmallIntegerField()
    prefecture = models.CharField(max_length=10)
    city = models.CharField(max_length=60)
    town = models.CharField(max_length=150, blank=True)
    town_kana = models.CharField(max_length=250, blank=True)
    note = models.TextField(blank=True)
    jis_code = models.CharField(max_length=5, blank=True)
    koazabanchi = models.BooleanField(default=False)
    office = models.CharField(max_length=200, blank=True)
    street = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "order"], name="one_place_in_order")]

    def __str__(self) -> str:
        return f"{self.code} {self.prefecture}{self.city}{self.town}"


class PostalEdition(models.Model):
    """Which edition of the data the table holds; at most one row."""

    name = models.CharField(max_length=40)
    places = models.PositiveIntegerField()
    imported_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return self.name

"""Every type of field. EVERY_FIELD_VERSION=2 is the application's next version, with a migration more."""

import os

from django.contrib.auth.models import User
from django.contrib.postgres.fields import (
    ArrayField,
    CICharField,
    DateRangeField,
    DateTimeRangeField,
    DecimalRangeField,
    HStoreField,
    IntegerRangeField,
)
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Plain(models.Model):
    """What loaddata reads as DbFerry writes it."""

    id = models.BigAutoField(primary_key=True)
    big = models.BigIntegerField(null=True)
    boolean = models.BooleanField(null=True)
    char = models.CharField(max_length=50, blank=True)
    citext = CICharField(max_length=20, null=True)
    date = models.DateField(null=True)
    moment = models.DateTimeField(null=True)
    decimal = models.DecimalField(max_digits=20, decimal_places=7, null=True)
    duration = models.DurationField(null=True)
    email = models.EmailField(null=True)
    file = models.FileField(null=True)
    path = models.FilePathField(path="/", null=True)
    float = models.FloatField(null=True)
    address = models.GenericIPAddressField(null=True)
    integer = models.IntegerField(null=True)
    json = models.JSONField(null=True)
    positive_big = models.PositiveBigIntegerField(null=True)
    positive = models.PositiveIntegerField(null=True)
    positive_small = models.PositiveSmallIntegerField(null=True)
    slug = models.SlugField(null=True)
    small = models.SmallIntegerField(null=True)
    text = models.TextField(null=True)
    time = models.TimeField(null=True)
    url = models.URLField(null=True)
    uuid = models.UUIDField(null=True, unique=True)
    if os.environ.get("EVERY_FIELD_VERSION") == "2":
        added = models.CharField(max_length=10, default="new")


class Arrays(models.Model):
    id = models.SmallAutoField(primary_key=True)
    numbers = ArrayField(models.IntegerField(null=True), default=list)
    texts = ArrayField(ArrayField(models.CharField(max_length=20, null=True)), null=True)


class Binary(models.Model):
    content = models.BinaryField(null=True)


class Hstore(models.Model):
    pairs = HStoreField(null=True)


class Ranges(models.Model):
    integers = IntegerRangeField(null=True)
    decimals = DecimalRangeField(null=True)
    moments = DateTimeRangeField(null=True)
    dates = DateRangeField(null=True)


class Search(models.Model):
    vector = SearchVectorField(null=True)


class Renamed(models.Model):
    """Its columns have other names than its fields: no fixture of columns fits it."""

    field = models.IntegerField(db_column="the Column")
    owner = models.ForeignKey(User, models.CASCADE, db_column="owned by")


class Tag(models.Model):
    name = models.CharField(max_length=20, primary_key=True)


class Parent(models.Model):
    name = models.CharField(max_length=20)
    tags = models.ManyToManyField(Tag)
    next = models.ForeignKey("self", models.SET_NULL, null=True)


class Child(Parent):
    """A table of its own, whose key is the parent's."""

    extra = models.OneToOneField(Plain, models.PROTECT, null=True)

"""TranSapp's tables, as far as they say how an application of those years was written."""

import uuid

from django.db import models


class GTFS(models.Model):
    version = models.CharField(max_length=10, unique=True)
    timeCreation = models.DateTimeField(null=True)


class Event(models.Model):
    id = models.CharField(max_length=8, primary_key=True)
    name = models.CharField(max_length=30)
    description = models.CharField(max_length=140, null=True)
    lifespam = models.IntegerField(default=30)
    category = models.CharField(max_length=20)
    origin = models.CharField(max_length=1, default="o")
    eventType = models.CharField(max_length=7)


class Location(models.Model):
    longitude = models.FloatField()
    latitude = models.FloatField()

    class Meta:
        abstract = True


class BusStop(Location):
    code = models.CharField(max_length=6)
    name = models.CharField(max_length=70)
    gtfs = models.ForeignKey(GTFS, models.CASCADE)

    class Meta:
        unique_together = ("code", "gtfs")


class Service(models.Model):
    service = models.CharField(max_length=11)
    origin = models.CharField(max_length=100)
    destiny = models.CharField(max_length=100)
    color = models.CharField(max_length=7, default="#00a0f0")
    color_id = models.IntegerField(default=0)
    gtfs = models.ForeignKey(GTFS, models.CASCADE)
    busStops = models.ManyToManyField(BusStop, through="ServicesByBusStop")

    class Meta:
        unique_together = ("service", "gtfs")


class ServicesByBusStop(models.Model):
    code = models.CharField(max_length=11)
    busStop = models.ForeignKey(BusStop, models.CASCADE)
    service = models.ForeignKey(Service, models.CASCADE)
    gtfs = models.ForeignKey(GTFS, models.CASCADE)


class Busv2(models.Model):
    registrationPlate = models.CharField(max_length=8)
    uuid = models.UUIDField(default=uuid.uuid4)


class Busassignment(models.Model):
    service = models.CharField(max_length=11)
    uuid = models.ForeignKey(Busv2, models.CASCADE)


class Report(models.Model):
    timeStamp = models.DateTimeField()
    message = models.TextField()
    imageName = models.CharField(max_length=100, default="no image", null=True)
    reportInfo = models.TextField()
    phoneId = models.UUIDField()


class EventForBusStop(models.Model):
    timeStamp = models.DateTimeField(db_index=True)
    expireTime = models.DateTimeField(null=True)
    eventConfirm = models.IntegerField(default=1)
    fixed = models.BooleanField(null=True)
    broken = models.BooleanField(default=False)
    stopCode = models.CharField(max_length=6)
    event = models.ForeignKey(Event, models.CASCADE)


class Token(models.Model):
    token = models.CharField(max_length=128, unique=True)
    direction = models.CharField(max_length=1, null=True)
    timeCreation = models.DateTimeField(auto_now_add=True)
    userEvaluation = models.IntegerField(null=True)
    busassignment = models.ForeignKey(Busassignment, models.CASCADE)


class PoseInTrajectoryOfToken(Location):
    timeStamp = models.DateTimeField(db_index=True)
    inVehicleOrNot = models.CharField(max_length=15)
    token = models.ForeignKey(Token, models.CASCADE)

"""What the application does: python3 steps.py first|second writes, python3 steps.py rows prints what the ORM reads."""

import datetime
import decimal
import json
import os
import sys
import uuid

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
django.setup()

from django.apps import apps  # noqa: E402
from django.contrib.admin.models import ADDITION, LogEntry  # noqa: E402
from django.contrib.auth.models import Group, Permission, User  # noqa: E402
from django.contrib.contenttypes.models import ContentType  # noqa: E402
from django.contrib.postgres.search import SearchVector  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.db import transaction  # noqa: E402
from django.db.models import F, Value  # noqa: E402
from django.utils.timezone import make_aware  # noqa: E402
from psycopg2.extras import DateRange, DateTimeTZRange, NumericRange  # noqa: E402

from AndroidRequests import models as city  # noqa: E402
from every_field import models as every  # noqa: E402

NOW = datetime.datetime(2026, 11, 23, 3, 31, 7, 100, tzinfo=datetime.timezone.utc)
TEXTS = ("", " blank ", "ü€😀 \"quoted\" 'single' \\back\\ \t\n", "null", "{1,2}", "\u2028</script>")


def first():
    gtfs = city.GTFS.objects.create(version="v1", timeCreation=NOW)
    stops = [
        city.BusStop.objects.create(longitude=-70.6 + i, latitude=-33.4 / 3, code=f"PA{i}", name=TEXTS[i], gtfs=gtfs)
        for i in range(len(TEXTS))
    ]
    service = city.Service.objects.create(service="506", origin="a", destiny="b", gtfs=gtfs)
    for stop in stops:
        city.ServicesByBusStop.objects.create(code="506I", busStop=stop, service=service, gtfs=gtfs)
    city.Event.objects.create(id="evn00001", name="Paradero sin techo", category="c", eventType="busStop")
    bus = city.Busv2.objects.create(registrationPlate="AA1111")
    trip = city.Busassignment.objects.create(service="506", uuid=bus)
    token = city.Token.objects.create(token="t" * 128, busassignment=trip)
    for i in range(30):
        city.PoseInTrajectoryOfToken.objects.create(
            longitude=i / 7, latitude=-i / 3, timeStamp=NOW + datetime.timedelta(seconds=i), inVehicleOrNot="vehicle", token=token
        )
    user = User.objects.create_superuser("ana", "ana@example.org", "secret")
    group = Group.objects.create(name="editors")
    group.permissions.set(Permission.objects.order_by("pk")[:7])
    user.groups.add(group)
    fill(user)
    parent = every.Parent.objects.create(name="p")
    child = every.Child.objects.create(name="c", next=parent, extra=every.Plain.objects.order_by("pk").first())
    parent.next = child.parent_ptr
    parent.save()
    parent.tags.set([every.Tag.objects.create(name=name) for name in ("a", "b", "ü b")])


def fill(user):
    for i, text in enumerate(TEXTS):
        every.Plain.objects.create(
            big=-(2**63) + i,
            boolean=i % 2 == 0,
            char=text,
            citext=text[:20],
            date=datetime.date(1, 1, 1),
            moment=NOW - datetime.timedelta(days=i * 40),
            decimal=decimal.Decimal("-1234567890123.0000001") / (i + 1),
            duration=datetime.timedelta(days=-i, seconds=61, microseconds=i),
            email=f"{i}@example.org",
            file=f"folder/{i}.png",
            path="/x",
            float=(0.1, 1e300, -0.0, 5e-324, 1 / 3, 1e16)[i],
            address=("10.0.0.1", "::1", "2001:db8::ff", None, "255.255.255.255", "::ffff:10.0.0.1")[i],
            integer=i,
            json=({}, [], "text", 1.5, {"b": [None, True, {"a": text}], "a": 10**20}, None)[i],
            positive_big=2**63 - 1,
            positive=i,
            positive_small=i,
            slug=f"s-{i}",
            small=-i,
            text=text * 3,
            time=datetime.time(23, 59, 59, 999999 - i),
            url="https://example.org/?a=1&b=%20",
            uuid=uuid.uuid5(uuid.NAMESPACE_DNS, str(i)),
        )
    every.Plain.objects.create()
    every.Arrays.objects.create()
    every.Arrays.objects.create(numbers=[1, None, 3], texts=[["a", None], ["", 'x,"y"\\']])
    every.Binary.objects.create(content=bytes(range(256)))
    every.Binary.objects.create(content=b"")
    every.Binary.objects.create()
    every.Hstore.objects.create(pairs={"a": "1", "b": None, "": 'x"=>,'})
    every.Ranges.objects.create(
        integers=NumericRange(1, 5), decimals=NumericRange(None, decimal.Decimal("1.50"), "(]"),
        moments=DateTimeTZRange(NOW, None), dates=DateRange(empty=True),
    )  # fmt: skip
    every.Ranges.objects.create()
    every.Search.objects.create()
    every.Search.objects.update(vector=SearchVector(Value("the quick brown fox's")))
    every.Renamed.objects.create(field=7, owner=user)


def second():
    """Updates and deletes as an application makes them: save, update, F, bulk, cascades, relations, a transaction that fails."""
    user = User.objects.get(username="ana")
    with transaction.atomic():
        city.BusStop.objects.filter(code="PA1").update(name=F("code"))
        city.EventForBusStop.objects.bulk_create(
            [city.EventForBusStop(timeStamp=NOW, stopCode=f"PA{i}", event_id="evn00001") for i in range(5)]
        )
    try:
        with transaction.atomic():
            city.Report.objects.create(timeStamp=NOW, message="rolled back", reportInfo="", phoneId=uuid.uuid4())
            raise KeyError
    except KeyError:
        pass
    city.Report.objects.create(timeStamp=NOW, message=TEXTS[2], reportInfo=json.dumps({"a": 1}), phoneId=uuid.UUID(int=5))
    city.Token.objects.update(userEvaluation=5)
    tram = city.Busv2.objects.create(registrationPlate="ZZ9999")
    city.Busassignment.objects.create(service="D03", uuid=tram)
    fill_again(user)
    every.Parent.objects.get(name="p", child=None).tags.remove("b")
    every.Tag.objects.create(name="only key")
    user.last_login = NOW
    user.save()
    LogEntry.objects.log_action(user.pk, ContentType.objects.get_for_model(User).pk, user.pk, "ana", ADDITION, "added")
    session = SessionStore()
    session["cart"] = [1, 2]
    session.create()


def fill_again(user):
    for row in every.Plain.objects.filter(uuid__isnull=False):
        row.pk = None
        row.uuid = uuid.uuid5(uuid.NAMESPACE_DNS, "again " + str(row.integer))
        row.char = row.char[::-1]
        row.save()
    changed = list(every.Plain.objects.filter(integer=2))
    for row in changed:
        row.duration, row.moment, row.json = None, make_aware(datetime.datetime(1970, 1, 1)), {"again": TEXTS}
    every.Plain.objects.bulk_update(changed, ["duration", "moment", "json"])
    every.Arrays.objects.update(numbers=[4, 5])
    every.Arrays.objects.create(texts=[])
    every.Binary.objects.create(content=b"\x00\\x41 again")
    every.Hstore.objects.update(pairs={"again": None})
    every.Ranges.objects.update(integers=NumericRange(None, None))
    every.Renamed.objects.create(field=8, owner=user)
    every.Search.objects.create(vector=None)


def rows():
    """A line for each object of each model, through relations where the ORM follows them."""
    for model in sorted(apps.get_models(include_auto_created=True), key=lambda model: model._meta.label):
        for row in model._base_manager.order_by("pk"):
            values = []
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if field.is_relation and value is not None:
                    value = getattr(row, field.name).pk
                values.append(f"{field.name}={bytes(value) if isinstance(value, memoryview) else value!r}")
            print(model._meta.label, repr("; ".join(values)))


{"first": first, "second": second, "rows": rows}[sys.argv[1]]()

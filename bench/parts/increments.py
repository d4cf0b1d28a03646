"""Measures what changes cost on their way: by DbFerry's strategies, and by logical replication."""

import os
import shlex
import shutil
import statistics
from dataclasses import dataclass

from parts import data, ferry
from parts.measure import Cost

POSES = "AndroidRequests_poseintrajectoryoftoken"
BASE = "base"
PARTIAL = {  # what a sender's config says of partials
    "window": 'partial: {{tables: {{{poses}: {{strategy: window, changed: timeStamp}}}}}}',
    "scan": 'partial: {{tables: {{"*": {{strategy: scan}}}}}}',
    "log": 'partial: {{tables: {{"*": {{strategy: log}}}}}}\nlog: {{slot: bench_log, publication: bench_log}}',
}


@dataclass(frozen=True)
class Round:
    """What one round cost: each command, in their order, and the bytes that were shipped."""

    steps: dict
    shipped: int

    @property
    def whole(self):
        first, *others = self.steps.values()
        return sum(others, first)


def prepare(bench, gigabytes):
    """A sender's database of that size, and one like it on the receiver, of which the receivers are copies."""
    bench.say(f"making a database of about {gigabytes:g} GB, twice")
    data.create_database(bench.sender, bench.database, gigabytes, 0)
    bench.receiver.create(BASE)
    dump = f"pg_dump -d {bench.sender.url(bench.database)}"
    bench.stopwatch.run("copy", f"{dump} | psql -Xq -o /dev/null -v ON_ERROR_STOP=1 {BASE}", bench.receiver.env)
    bench.receiver.sql(BASE, "vacuum analyze")


def change(bench, rows):
    """Updates so many poses, spread over the table, and returns their new time, as text."""
    updated = bench.sender.sql(
        bench.database,
        f"""with changed as (
              update "{POSES}" set "timeStamp" = now(), longitude = longitude + 0.000001
              where id in (select 1 + floor(i * (select max(id) from "{POSES}")::float8 / {rows})::int
                           from generate_series(0, {rows} - 1) i) returning 1)
            select count(*), now() from changed""",
    )
    if updated[0][0] != str(rows):
        raise RuntimeError(f"cannot change {rows} rows: there are only {updated[0][0]}")
    return updated[0][1]


def replication(bench, counts, rounds):
    """Costs of logical replication, by number of rows: from the sender's commit until the subscriber shows the rows."""
    bench.receiver.client("createdb", "-T", BASE, "subscriber")
    bench.sender.sql(bench.database, "create publication bench for all tables")
    bench.receiver.sql(
        "subscriber",
        f"create subscription bench connection '{bench.sender.url(bench.database)}' publication bench with (copy_data = false)",
    )
    costs = {}
    for rows in counts:
        costs[rows] = [replicate(bench, rows) for _ in range(rounds)]
    bench.receiver.sql("subscriber", "drop subscription bench")
    bench.sender.sql(bench.database, "drop publication bench")
    arrived = compare(bench, "subscriber")
    bench.receiver.client("dropdb", "subscriber")
    return costs, arrived


def replicate(bench, rows):
    bench.settle()
    time = change(bench, rows) if rows else "-infinity"
    seen = f"""select from "{POSES}" where "timeStamp" = '{time}'"""
    wait = f"do $$ begin while not exists ({seen}) loop perform pg_sleep(0.005); end loop; end $$"
    command = f"psql -Xq -v ON_ERROR_STOP=1 -d subscriber -c {shlex.quote(wait)}"
    cost = bench.stopwatch.run("replication", command, bench.receiver.env) if rows else Cost(0, 0, 0, 0)
    return Round({"replication": cost}, 0)


def strategy(bench, name, counts, rounds):
    """Costs of a partial by that strategy, and of its load, by number of rows."""
    at, database = bench.path(name), f"by_{name}"
    os.makedirs(os.path.join(at, "depot"))
    os.makedirs(os.path.join(at, "media"))
    bench.receiver.client("createdb", "-T", BASE, database)
    sender, receiver = write_configs(bench, name, at, database)
    if name == "log":
        bench.ferry.run("check", sender, "check", "--fix")
    bench.say(f"{name}: a complete, so that partials have something to follow")
    for _ in range(2):  # the second time, the launcher has its archive of classes for both commands
        bench.ferry.run("complete", sender, "dump", "complete")
        bench.ferry.run("load", receiver, "load")
    costs = {}
    for rows in counts:
        costs[rows] = [ship(bench, name, sender, receiver, rows) for _ in range(rounds)]
    arrived = compare(bench, database)
    if name == "log":
        bench.sender.sql(bench.database, "select pg_drop_replication_slot('bench_log')")
    bench.receiver.client("dropdb", database)
    shutil.rmtree(at)
    return costs, arrived


def write_configs(bench, name, at, database):
    sender, receiver = os.path.join(at, "sender.yaml"), os.path.join(at, "receiver.yaml")
    ferry.write_sender(
        sender,
        tables=data.TABLES,
        database=bench.sender.url(bench.database),
        depot=bench.sftp.url(os.path.join(at, "depot")),
        work=os.path.join(at, "sender"),
        key=bench.sftp.client_key,
        known_hosts=bench.sftp.known_hosts,
    )
    with open(sender, "a") as config:
        config.write(PARTIAL[name].format(poses=POSES) + "\n")
    ferry.write_receiver(
        receiver,
        database=bench.receiver.url(database),
        depot=os.path.join(at, "depot"),
        work=os.path.join(at, "receiver"),
        media=os.path.join(at, "media"),
        allowed_signers=bench.sftp.allowed_signers,
    )
    return sender, receiver


def ship(bench, name, sender, receiver, rows):
    bench.settle()
    if rows:
        change(bench, rows)
    depot = os.path.join(bench.path(name), "depot")
    before = data.size_of(os.path.join(depot, "partial"))
    bench.say(f"{name}: {rows:,} rows")
    steps = {
        "dump partial": bench.ferry.run(f"{name}-dump-{rows}", sender, "dump", "partial"),
        "load": bench.ferry.run(f"{name}-load-{rows}", receiver, "load"),
    }
    shipped = data.size_of(os.path.join(depot, "partial")) - before
    if (rows > 0) != (shipped > 0):
        raise RuntimeError(f"cannot measure a partial of {rows} rows by {name}: {shipped} bytes came as partials")
    return Round(steps, shipped)


def compare(bench, database):
    """The names of what differs from the sender; rows and keys, as logical replication carries no sequences."""
    expected, found = (data.contents(server, base) for server, base in ((bench.sender, bench.database), (bench.receiver, database)))
    for contents in (expected, found):
        del contents["sequences"]
    return data.differences(expected, found)


def median(rounds):
    """The round whose time is the median."""
    middle = statistics.median_low(r.whole.seconds for r in rounds)
    return next(r for r in rounds if r.whole.seconds == middle)

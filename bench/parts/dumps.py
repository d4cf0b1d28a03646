"""Measures a dump alone, to a local folder: pg_dump's parallel folder format beside DbFerry's complete."""

import os
import shutil
import statistics

from parts import data, ferry

PG_DUMP = "pg_dump -Fd -j2 -Z1"
DBFERRY = "dbferry dump complete"


def measure(bench, rounds):
    """Returns, per way, the costs of all rounds and the size; the ways take turns, each with a fresh target."""
    warm_up(bench)
    costs, sizes = {}, {}
    for number in range(1, rounds + 1):
        for way, dump in ways(bench).items():
            bench.say(f"dump, round {number} of {rounds}: {way}")
            folder = bench.path(f"dump-{number}-{dump.__name__}")
            bench.settle()
            cost, sizes[way] = dump(bench, folder)
            costs.setdefault(way, []).append(cost)
            shutil.rmtree(folder)
    return costs, sizes


def ways(bench):
    return {PG_DUMP: pg_dump} if bench.options.peers_only else {PG_DUMP: pg_dump, DBFERRY: dbferry_dump}


def median(costs):
    """The round whose wall time is the median; of an even number of rounds, the faster of the middle two."""
    middle = statistics.median_low(cost.seconds for cost in costs)
    return next(cost for cost in costs if cost.seconds == middle)


def warm_up(bench):
    """Reads all rows once, so that no way pays for the first read from the disk."""
    bench.say("reading all rows once")
    bench.stopwatch.run("warm-up", f"pg_dump -a -t '{data.TABLES}' {bench.database} > /dev/null", bench.sender.env)


def pg_dump(bench, folder):
    command = f"{PG_DUMP} -t '{data.TABLES}' -f {folder} {bench.database}"
    return bench.stopwatch.run("pg_dump", command, bench.sender.env), data.size_of(folder)


def dbferry_dump(bench, folder):
    config, depot = os.path.join(folder, "sender.yaml"), os.path.join(folder, "depot")
    os.makedirs(depot)
    ferry.write_sender(
        config,
        tables=data.TABLES,
        database=bench.sender.url(bench.database),
        depot=depot,
        work=os.path.join(folder, "work"),
    )
    return bench.ferry.run("dbferry-dump", config, "dump", "complete"), data.size_of(os.path.join(depot, "complete"))

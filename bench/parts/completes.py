"""Measures a complete on a receiver that has nearly all of it: by DbFerry, and by a reload of everything."""

import os
import shutil
from dataclasses import dataclass

from parts import increments

RELOADED = "reloaded"
APPLIED = "applied"


@dataclass(frozen=True)
class Round:
    """What one round cost: each command, in their order, and the receiver's WAL in bytes."""

    steps: dict
    wal: int

    @property
    def whole(self):
        first, *others = self.steps.values()
        return sum(others, first)


def wal_of(cluster, work):
    """What the work gives, and the bytes of WAL that the cluster wrote meanwhile."""
    before = cluster.sql("postgres", "select pg_current_wal_lsn()")[0][0]
    result = work()
    written = cluster.sql("postgres", f"select pg_wal_lsn_diff(pg_current_wal_lsn(), '{before}')::bigint")[0][0]
    return result, int(written)


def reload(bench):
    """pg_dump in the directory format by two processes, sftp, and pg_restore by two into a new database."""
    at = bench.path("reload")
    shutil.rmtree(at, ignore_errors=True)
    os.makedirs(os.path.join(at, "arrived"))
    sftp = (
        f"sftp -q -r -b - -i {bench.sftp.client_key} -P {bench.sftp.port} -o UserKnownHostsFile={bench.sftp.known_hosts} "
        "-o StrictHostKeyChecking=yes -o IdentitiesOnly=yes root@127.0.0.1"
    )
    bench.receiver.client("dropdb", "--if-exists", RELOADED)

    def run():
        run_step = bench.stopwatch.run
        return {
            "pg_dump": run_step("pg_dump", f"pg_dump -Fd -j2 -Z1 -f {at}/dump {bench.database}", bench.sender.env),
            "sftp": run_step("sftp", f"echo 'put {at}/dump {at}/arrived/dump' | {sftp}"),
            "pg_restore": run_step(
                "pg_restore", f"createdb {RELOADED}; pg_restore -j2 -d {RELOADED} {at}/arrived/dump", bench.receiver.env
            ),
        }

    bench.settle()
    steps, wal = wal_of(bench.receiver, run)
    shutil.rmtree(at)
    return Round(steps, wal)


def prepare(bench):
    """A receiver that a first complete has filled; gives both configs."""
    at = bench.path(APPLIED)
    os.makedirs(os.path.join(at, "depot"))
    os.makedirs(os.path.join(at, "media"))
    bench.receiver.client("createdb", "-T", increments.BASE, APPLIED)
    configs = increments.write_configs(bench, "scan", at, APPLIED)
    for _ in range(2):  # the second time, the launcher has its archive of classes for both commands
        ship(bench, *configs)
    return configs


def change(bench, rows):
    """Updates so many poses. Gives the WAL that the same update takes on the receiver, in a copy of the table."""
    if not rows:
        return 0
    increments.change(bench, rows)
    update = f"""update pose set longitude = longitude + 0.000001 where id in
                 (select 1 + floor(i * (select max(id) from pose)::float8 / {rows})::int from generate_series(0, {rows} - 1) i)"""
    name = "needed"
    bench.receiver.client("createdb", name)
    dump = f"pg_dump -t '\"{increments.POSES}\"' {APPLIED} | psql -Xq -o /dev/null {name}"
    bench.stopwatch.run("copy-of-poses", dump, bench.receiver.env)
    bench.receiver.sql(name, f'alter table "{increments.POSES}" rename to pose')
    bench.receiver.sql("postgres", "checkpoint")
    _, wal = wal_of(bench.receiver, lambda: bench.receiver.sql(name, update))
    bench.receiver.client("dropdb", name)
    return wal


def ship(bench, sender, receiver):
    """dump complete and load, and the receiver's WAL."""
    bench.settle()

    def run():
        return {
            "dump": bench.ferry.run("dump-complete", sender, "dump", "complete"),
            "load": bench.ferry.run("load", receiver, "load"),
        }

    steps, wal = wal_of(bench.receiver, run)
    return Round(steps, wal)


def compare(bench):
    return increments.compare(bench, APPLIED)

"""One database's journey: by psql, by load, by partials of random changes, and by completes; compared after each step."""

import os
import re
import shutil
from dataclasses import dataclass, field

from parts import ferry, mutator

COLUMNS = ("strategy", "tables", "after psql", "after load", "after partials", "after a complete", "written by one more")
SENT = "sent"
LOADED = "loaded"
FILED = "filed"
PARTIAL = {
    "scan": 'partial: {tables: {"*": {strategy: scan}}, deletes: every 1 partials}\n',
    "log": 'partial: {tables: {"*": {strategy: log}}, deletes: every 1 partials}\n',
}
TABLES = """
    select format('%I.%I', n.nspname, c.relname),
           coalesce((select string_agg(quote_ident(attname), ',' order by attnum) from pg_attribute
                     where attrelid = c.oid and attnum > 0 and not attisdropped), ''),
           exists (select from pg_index i where i.indrelid = c.oid and i.indisunique and i.indisvalid and i.indpred is null
                   and i.indexprs is null and i.indimmediate
                   and not exists (select from unnest(i.indkey) k, pg_attribute a
                                   where a.attrelid = c.oid and a.attnum = k and not a.attnotnull)),
           case c.relkind when 'r' then 'only ' else '' end
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and not c.relispartition and c.relpersistence <> 't'
      and n.nspname not in ('pg_catalog', 'information_schema', 'dbferry') order by 1"""


@dataclass
class Result:
    """What a journey found; a line for each table that differs."""

    database: str
    strategy: str
    found: list = field(default_factory=list)
    different: list = field(default_factory=list)

    def cells(self):
        return [self.database, self.strategy, *self.found]


class Journey:
    def __init__(self, bench, name, strategy, dice):
        self.bench, self.dice = bench, dice
        self.result = Result(name, strategy)

    def run(self, rounds):
        self.prepare()
        self.dump("complete")
        self.step("after psql", self.restore, FILED)
        self.step("after load", self.load, LOADED)
        keyed = {table for table, _, key, _ in self.tables() if key == "t"}
        self.step("after partials", lambda: self.partials(rounds, keyed), LOADED, keyed)
        self.step("after a complete", lambda: (self.dump("complete"), self.load()), LOADED)
        self.dump("complete")
        written = self.load()
        self.result.found.append(f"{written:,} rows")
        if written:
            self.result.different.append(f"{self.what()}: an unchanged complete wrote {written} rows")
        return self.result

    def what(self):
        return f"{self.result.database}, {self.result.strategy}"

    def prepare(self):
        bench, at = self.bench, self.bench.path("journey")
        shutil.rmtree(at, ignore_errors=True)
        for cluster, databases in ((bench.sender, (SENT,)), (bench.receiver, (LOADED, FILED))):
            for slot in cluster.sql("postgres", "select slot_name from pg_replication_slots"):
                cluster.sql("postgres", f"select pg_drop_replication_slot('{slot[0]}')")
            for database in databases:
                cluster.client("dropdb", "--force", "--if-exists", database)
        bench.sender.client("createdb", "-T", self.result.database, SENT)
        bench.receiver.create(LOADED)
        bench.receiver.create(FILED)
        schema = f"pg_dump -s -d {bench.sender.url(SENT)}"
        bench.stopwatch.run("schema", f"{schema} | psql -Xq -o /dev/null -v ON_ERROR_STOP=1 {LOADED}", bench.receiver.env)
        os.makedirs(f"{at}/depot")
        os.makedirs(f"{at}/media")
        self.sender, self.receiver, self.depot = f"{at}/sender.yaml", f"{at}/receiver.yaml", f"{at}/depot"
        ferry.write_sender(self.sender, tables="*.*", database=bench.sender.url(SENT), depot=self.depot, work=f"{at}/sender")
        ferry.write_receiver(
            self.receiver, database=bench.receiver.url(LOADED), depot=self.depot, work=f"{at}/receiver", media=f"{at}/media"
        )
        with open(self.sender, "a") as config:
            config.write(PARTIAL[self.result.strategy])
        if self.result.strategy == "log":
            bench.ferry.run("check", self.sender, "check", "--fix")

    def step(self, name, work, database, tables=None):
        """Works, compares, and notes what differs; a command that fails ends the bench."""
        self.bench.say(f"{self.what()}: {name}")
        work()
        ours, theirs = self.rows(self.bench.sender, SENT), self.rows(self.bench.receiver, database)
        compared = [table for table in ours if tables is None or table in tables]
        different = [table for table in compared if ours[table] != theirs.get(table)]
        if not self.result.found:
            self.result.found.append(f"{len(ours):,}")
        self.result.found.append(f"{len(compared) - len(different):,} of {len(compared):,} equal")
        self.result.different += [f"{self.what()}, {name}: {table}" for table in different]

    def dump(self, kind):
        self.bench.ferry.run(f"dump-{kind}", self.sender, "dump", kind)

    def load(self):
        """Applies what is due; gives how many rows that wrote."""
        self.bench.ferry.run("load", self.receiver, "load")
        with open(self.bench.stopwatch.log) as log:
            return sum(int(n.replace(",", "")) for n in re.findall(r"([\d,]+)(?: rows)? (?:inserted|updated|deleted)", log.read()))

    def restore(self):
        complete = os.path.join(self.depot, "complete")
        file = os.path.join(complete, sorted(os.listdir(complete))[-1], "database.sql.zst")
        psql = f"psql -Xq -o /dev/null -v ON_ERROR_STOP=1 {FILED}"
        self.bench.stopwatch.run("psql", f"zstd -dcq {file} | {psql}", self.bench.receiver.env)

    def tables(self):
        return self.bench.sender.sql(SENT, TABLES)

    def rows(self, cluster, database):
        """By table: how many rows, and a sum over them that does not depend on their order."""
        queries = ["set timezone = 'UTC'"]
        for table, columns, _, only in self.tables():
            quoted = table.replace("'", "''")
            row = f"row({columns})::text" if columns else "''"
            queries.append(
                f"select '{quoted}' || e'\\t' || count(*) || ' ' ||"
                f" coalesce(sum(('x' || md5({row}))::bit(64)::bigint::numeric), 0) from {only}{table}"
            )
        out = cluster.each(database, queries)
        return dict(line.split("\t", 1) for line in out.splitlines() if "\t" in line)

    def partials(self, rounds, keyed):
        """Compares after each round, as the next one may hide what this one got wrong."""
        changes = mutator.Mutator(self.tables(), keyed, self.dice, self.bench.sender, SENT)
        for number in range(1, rounds + 1):
            for _ in range(self.dice.randint(1, 3)):  # so that a load has several to apply
                changes.make()
                self.dump("partial")
            self.load()
            ours, theirs = self.rows(self.bench.sender, SENT), self.rows(self.bench.receiver, LOADED)
            different = [table for table in keyed if ours[table] != theirs.get(table)]
            if different:
                self.result.different.append(f"{self.what()}, round {number}: {', '.join(sorted(different))}")
                return
        self.bench.say(f"{self.what()}: {changes.told()}")

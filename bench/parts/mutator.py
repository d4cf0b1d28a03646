"""Changes rows of a database at random; its constraints refuse some of the statements."""

import re

KEPT = 20  # rows of each table that come back after they were deleted
COLUMNS = """
    select format('%I.%I', n.nspname, c.relname), quote_ident(attname), format_type(atttypid, atttypmod), attgenerated
    from pg_attribute a join pg_class c on c.oid = attrelid join pg_namespace n on n.oid = c.relnamespace
    where c.relkind in ('r', 'p') and attnum > 0 and not attisdropped order by c.oid, attnum"""


class Mutator:
    def __init__(self, tables, keyed, dice, cluster, database):
        self.dice, self.cluster, self.database = dice, cluster, database
        self.tables = [(table, only) for table, _, _, only in tables if table in keyed]
        self.columns = {table: [] for table, _ in self.tables}
        for table, column, kind, generated in cluster.sql(database, COLUMNS):
            if table in self.columns:
                self.columns[table].append((column, kind, generated))
        self.rows = {table: self.read(table, only) for table, only in self.tables}
        self.statements = self.done = 0

    def read(self, table, only):
        rows = self.cluster.sql(self.database, f"select encode(convert_to(t::text, 'UTF8'), 'hex') from {only}{table} t limit {KEPT}")
        return [row[0] for row in rows]

    def make(self):
        """Makes one change of up to 60 statements."""
        statements = [self.statement(*table) for table in self.dice.choices(self.tables, k=min(60, 4 * len(self.tables)))]
        settings = ["set statement_timeout = '2s'", f"select setseed({self.dice.random()})"]
        out = self.cluster.each(self.database, [*settings, *statements])
        self.statements += len(statements)
        self.done += len(re.findall(r"^(?:UPDATE|DELETE|INSERT 0) [1-9]", out, re.MULTILINE))

    def told(self):
        return f"{self.done:,} of {self.statements:,} statements changed rows"

    def statement(self, table, only):
        """Deletes or updates some rows, or brings back a row of the start."""
        column, kind, _ = self.dice.choice(self.columns[table])
        some = f"select tableoid, ctid from {only}{table} order by random() limit {self.dice.randint(1, 5)}"
        update = f"update {only}{table} set {column} ="
        where = f"where (tableoid, ctid) in ({some})"
        return self.dice.choice(
            (
                f"delete from {only}{table} {where}",
                self.insert(table),
                self.insert(table),
                f"{update} (select {column} from {only}{table} order by random() limit 1) {where}",
                f"{update} ({column}::text || '1')::{kind} {where}",  # a new key, too, wherever the type takes it
                f"{update} default {where}",
                f"{update} null {where}",
                f"begin; delete from {only}{table} {where}; rollback",
                f"begin; delete from {only}{table} {where}; {self.insert(table)}; commit",
            )
        )

    def insert(self, table):
        columns = [column for column, _, generated in self.columns[table] if not generated]
        values = ", ".join(f"(r.r).{column}" for column in columns)
        if not self.rows[table]:
            return f"insert into {table} default values"
        row = f"convert_from('\\x{self.dice.choice(self.rows[table])}', 'UTF8')::{table}"
        return f"insert into {table} ({', '.join(columns)}) overriding system value select {values} from (select {row} as r) r"

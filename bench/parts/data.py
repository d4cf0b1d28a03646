"""Makes the sender's TranSapp-like database and its images, and compares what arrived with them."""

import hashlib
import os
import random
import subprocess
import sys

SQL_FOLDER = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "transapp")
TABLES = "*ndroid*equests_*"  # as the original's pg_dump -t
MEDIA_FILES = "*.jpeg"


def create_database(cluster, database, gigabytes, images):
    """Fills a new database of about this size; the poses, most of the rows, go in beside the other tables."""
    cluster.create(database)
    variables = ["-v", f"gigabytes={gigabytes}", "-v", f"images={images}"]
    psql = ["psql", "-Xq", "-o", os.devnull, "-v", "ON_ERROR_STOP=1", "-d", database, *variables, "-f"]
    cluster.client(*psql, f"{SQL_FOLDER}/tables.sql")
    poses = subprocess.Popen([*psql, f"{SQL_FOLDER}/poses.sql"], env={**os.environ, **cluster.env})
    try:
        cluster.client(*psql, f"{SQL_FOLDER}/rows.sql")
    finally:
        if poses.wait() != 0:
            sys.exit("cannot fill the table of poses: see psql's message above")
    cluster.client(*psql, f"{SQL_FOLDER}/keys.sql")
    cluster.sql(database, "vacuum analyze")


def create_images(cluster, database, folder):
    """Writes a file of 50 to 500 KB of random bytes, which no codec shrinks, for each image that a report names."""
    os.makedirs(folder)
    dice = random.Random(42)
    names = cluster.sql(
        database, """select "imageName" from "AndroidRequests_report" where "imageName" like '%.jpeg' order by id"""
    )
    for (name,) in names:
        with open(os.path.join(folder, name), "wb") as file:
            file.write(b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + dice.randbytes(dice.randint(50_000, 500_000)) + b"\xff\xd9")


def rows_by_table(cluster, database):
    tables = cluster.sql(
        database, "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1"
    )
    return {table: int(cluster.sql(database, f'select count(*) from "{table}"')[0][0]) for (table,) in tables}


def contents(cluster, database):
    """What must be equal after a journey: rows by checksum, sequences, and keys, indexes and their state."""
    found = {}
    for table in rows_by_table(cluster, database):
        # The sum of a hash of each row does not depend on their order, and PostgreSQL computes it in parallel.
        checksum = f"""select count(*), sum(('x' || left(md5(t::text), 15))::bit(60)::bigint) from "{table}" t"""
        found[f"rows of {table}"] = cluster.sql(database, checksum)
    for kind, sql in {
        "sequences": "select sequencename, last_value from pg_sequences where schemaname = 'public'",
        "indexes": "select indexname, indexdef from pg_indexes where schemaname = 'public'",
        "constraints": """select conrelid::regclass, conname, convalidated, pg_get_constraintdef(oid)
                          from pg_constraint where connamespace = 'public'::regnamespace""",
    }.items():
        found[kind] = sorted(cluster.sql(database, sql))
    return found


def media_contents(folder):
    found = {}
    for name in sorted(os.listdir(folder)):
        with open(os.path.join(folder, name), "rb") as file:
            found[f"file {name}"] = hashlib.sha256(file.read()).hexdigest()
    return found


def differences(expected, found):
    """The names of all things that are not equal, sorted; none if all arrived."""
    return sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))


def size_of(path):
    """Bytes of a file, or of all files below a folder."""
    if os.path.isfile(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(at, name)) for at, _, names in os.walk(path) for name in names)

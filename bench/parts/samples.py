"""The databases that bench/fidelity ships: PostgreSQL's own regression database, and those of bench/samples."""

import glob
import os
import shutil
import subprocess

from parts import pair, servers

REGRESSION = "regression"
SAMPLES = os.path.join(pair.HERE, "samples")
PG_REGRESS = "/usr/lib/postgresql/15/lib/pgxs/src/test/regress/pg_regress"
HEADERS = "/usr/include/postgresql/15/server"
SOURCES = """\
Types: deb-src
URIs: http://deb.debian.org/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
"""


def names():
    """All databases, PostgreSQL's last, as it takes minutes to make."""
    return [os.path.basename(path)[: -len(".sql")] for path in sorted(glob.glob(f"{SAMPLES}/*.sql"))] + [REGRESSION]


def missing(wanted):
    """Why some cannot be made."""
    needed = {PG_REGRESS: "postgresql-15", HEADERS: "postgresql-server-dev-15", "/usr/bin/gcc": "gcc"}
    packages = [package for path, package in needed.items() if not os.path.exists(path)]
    if REGRESSION not in wanted or not packages:
        return []
    return [f"missing packages for PostgreSQL's regression tests\nHINT: apt-get install {' '.join(packages)}"]


def make(bench, name):
    """Makes a database of that name on the sender, and its roles on the receiver."""
    if name == REGRESSION:
        regression(bench)
    else:
        bench.sender.create(name)
        bench.sender.client("psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", name, "-o", "/dev/null", "-f", f"{SAMPLES}/{name}.sql")
    roles = bench.sender.client("pg_dumpall", "--roles-only")
    lines = [line for line in roles.splitlines() if " postgres" not in line]
    subprocess.run(
        ["psql", "-Xq", "-o", "/dev/null", "-d", "postgres"],
        env={**os.environ, **bench.receiver.env},
        input="\n".join(lines),
        text=True,
        stderr=subprocess.DEVNULL,  # those of the database before are there already
    )


def regression(bench):
    """Runs PostgreSQL's regression tests, which leave their database; some results differ from version to version."""
    source = fetch(bench)
    tests = os.path.join(source, "src/test/regress")
    subprocess.run(["gcc", "-O1", "-fPIC", "-shared", f"-I{HEADERS}", "-o", f"{tests}/regress.so", f"{tests}/regress.c"], check=True)
    for library in ("autoinc.so", "refint.so"):
        shutil.copy(f"/usr/lib/postgresql/15/lib/{library}", tests)
    out = bench.path("regression")
    os.makedirs(out)
    subprocess.run(["chown", "-R", "postgres", out, source], check=True)
    with open(bench.path("logs/regression"), "w") as log:
        subprocess.run(
            ["runuser", "-u", "postgres", "--", PG_REGRESS, f"--inputdir={tests}", f"--outputdir={out}", f"--dlpath={tests}",
             f"--bindir={servers.POSTGRES_BIN}", "--host=127.0.0.1", f"--port={bench.sender.port}", "--user=postgres",
             f"--dbname={REGRESSION}", "--no-locale", "--encoding=UTF8", "--max-connections=4",
             f"--schedule={tests}/parallel_schedule"],
            cwd=out, stdout=log, stderr=log, stdin=subprocess.DEVNULL)  # fmt: skip
    bench.sender.sql(REGRESSION, "select count(*) from public.tenk1")


def fetch(bench):
    """Debian's source of PostgreSQL 15; gives its folder."""
    at = bench.path("source")
    os.makedirs(f"{at}/parts")
    os.makedirs(f"{at}/lists/partial")
    with open(f"{at}/parts/debian.sources", "w") as file:
        file.write(SOURCES)
    apt = ["apt-get", "-q", "-o", "Dir::Etc::SourceList=/dev/null", "-o", f"Dir::Etc::SourceParts={at}/parts",
           "-o", f"Dir::State::Lists={at}/lists"]  # fmt: skip
    with open(bench.path("logs/source"), "w") as log:
        for command in (["update"], ["source", "--download-only", "postgresql-15"]):
            subprocess.run([*apt, *command], cwd=at, check=True, stdout=log, stderr=log)
    subprocess.run(["tar", "xjf", *glob.glob(f"{at}/*.orig.tar.bz2")], cwd=at, check=True)
    return glob.glob(f"{at}/postgresql-15.*/")[0]

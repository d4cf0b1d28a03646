"""Measures the whole way of rows and images into an empty receiver: the original's steps, and DbFerry's."""

import os
import shlex

from parts import data, ferry


def original(bench):
    """The steps of the original's complete_dump and complete_loaddata, one after the other.

    The order and the nesting of the archives are the original's: the dump and the images become a .tar.gz each,
    and both together one more.
    """
    at, database = bench.path("original"), "original"
    sent, depot, media = (os.path.join(at, folder) for folder in ("sent", "depot", "media"))
    for folder in (sent, depot, media, os.path.join(sent, "images")):
        os.makedirs(folder)
    images, key = bench.images, bench.sftp.client_key
    sftp = (
        f"sftp -q -b - -i {key} -P {bench.sftp.port} -o UserKnownHostsFile={bench.sftp.known_hosts} "
        "-o StrictHostKeyChecking=yes -o IdentitiesOnly=yes root@127.0.0.1"
    )
    pattern = shlex.quote(data.TABLES)
    steps = [
        ("pg_dump to one .sql", f"pg_dump -t {pattern} {bench.database} > database.sql", sent, bench.sender),
        ("copy the images", f"find {images} -name '{data.MEDIA_FILES}' -exec cp -p -t images {{}} +", sent, None),
        ("tar -zcf the dump", "tar -zcf database.tar.gz database.sql", sent, None),
        ("tar -zcf the images", "tar -zcf images.tar.gz images", sent, None),
        ("tar -zcf both", "tar -zcf complete.tar.gz database.tar.gz images.tar.gz", sent, None),
        ("sftp put", f"echo 'put {sent}/complete.tar.gz {depot}/complete.tar.gz' | {sftp}", sent, None),
        ("tar -xzf both", "tar -xzf complete.tar.gz", depot, None),
        ("tar -xzf the dump", "tar -xzf database.tar.gz", depot, None),
        ("tar -xzf the images", "tar -xzf images.tar.gz", depot, None),
        ("copy the images in", f"find images -type f -exec cp -n -t {media} {{}} +", depot, None),
        ("createdb", f"createdb {database}", depot, bench.receiver),
        ("psql", f"psql -Xq -o /dev/null -v ON_ERROR_STOP=1 -d {database} -f database.sql", depot, bench.receiver),
    ]
    costs = {}
    bench.settle()
    for name, command, folder, cluster in steps:
        bench.say(f"original: {name}")
        costs[name] = bench.stopwatch.run(name.replace(" ", "-"), command, cluster.env if cluster else None, folder)
    return costs, data.size_of(os.path.join(depot, "complete.tar.gz")), database, media


def dbferry(bench):
    """A complete over SFTP into a depot, and from there into tables that stand ready, empty, with all keys and indexes."""
    pair = Pair(bench, "ferry", bench.database, bench.images)
    costs = {}
    bench.settle()
    bench.say("dbferry: dump complete")
    costs["dump complete"] = pair.dump("dbferry-dump-complete")
    size = data.size_of(os.path.join(pair.depot, "complete"))
    bench.say("dbferry: load")
    costs["load"] = pair.load("dbferry-load")
    return costs, size, pair.name, pair.media


def warm_up(bench):
    """Two small journeys: from a new build's first runs the launcher learns which classes to keep ready for later ones."""
    bench.say("dbferry: two small journeys, after which its launcher starts as it does every day")
    images = bench.path("no-images")
    os.makedirs(images)
    table = 'create table "AndroidRequests_report" (id int primary key, "imageName" text)'
    bench.sender.create("small")
    bench.sender.sql("small", table)
    bench.sender.sql("small", """insert into "AndroidRequests_report" values (1, 'no image')""")
    for number in (1, 2):
        pair = Pair(bench, f"small_{number}", "small", images)
        pair.dump("dbferry-small-dump")
        pair.load("dbferry-small-load")


class Pair:
    """A sender and a receiver of DbFerry with a depot over SFTP, and the sender's tables, empty, in a new database."""

    def __init__(self, bench, name, source, images):
        at = bench.path(name)
        self.bench, self.name = bench, name
        self.depot, self.media = os.path.join(at, "depot"), os.path.join(at, "media")
        for folder in (self.depot, self.media):
            os.makedirs(folder)
        bench.receiver.create(name)
        schema = f"pg_dump --schema-only -t {shlex.quote(data.TABLES)} -d {bench.sender.url(source)}"
        load = f"psql -Xq -o /dev/null -v ON_ERROR_STOP=1 {name}"
        bench.stopwatch.run("schema", f"{schema} | {load}", bench.receiver.env)
        self.sender, self.receiver = os.path.join(at, "sender.yaml"), os.path.join(at, "receiver.yaml")
        ferry.write_sender(
            self.sender,
            tables=data.TABLES,
            database=bench.sender.url(source),
            depot=bench.sftp.url(self.depot),
            work=os.path.join(at, "sender"),
            media=images,
            files=data.MEDIA_FILES,
            key=bench.sftp.client_key,
            known_hosts=bench.sftp.known_hosts,
        )
        ferry.write_receiver(
            self.receiver,
            database=bench.receiver.url(name),
            depot=self.depot,
            work=os.path.join(at, "receiver"),
            media=self.media,
            allowed_signers=None if bench.options.unsigned else bench.sftp.allowed_signers,
        )

    def dump(self, step):
        return self.bench.ferry.run(step, self.sender, "dump", "complete")

    def load(self, step):
        return self.bench.ferry.run(step, self.receiver, "load")

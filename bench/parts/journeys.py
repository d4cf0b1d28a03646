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
    at, database = bench.path("ferry"), "ferry"
    depot, media = os.path.join(at, "depot"), os.path.join(at, "media")
    for folder in (depot, media):
        os.makedirs(folder)
    bench.receiver.create(database)
    schema = f"pg_dump --schema-only -t {shlex.quote(data.TABLES)} -d {bench.sender.url(bench.database)}"
    bench.stopwatch.run("schema", f"{schema} | psql -Xq -o /dev/null -v ON_ERROR_STOP=1 {database}", bench.receiver.env)
    sender, receiver = os.path.join(at, "sender.yaml"), os.path.join(at, "receiver.yaml")
    ferry.write_sender(
        sender,
        tables=data.TABLES,
        database=bench.sender.url(bench.database),
        depot=bench.sftp.url(depot),
        work=os.path.join(at, "sender"),
        media=bench.images,
        files=data.MEDIA_FILES,
        key=bench.sftp.client_key,
        known_hosts=bench.sftp.known_hosts,
    )
    ferry.write_receiver(
        receiver,
        database=bench.receiver.url(database),
        depot=depot,
        work=os.path.join(at, "receiver"),
        media=media,
        allowed_signers=None if bench.options.unsigned else bench.sftp.allowed_signers,
    )
    costs = {}
    bench.settle()
    bench.say("dbferry: dump complete")
    costs["dump complete"] = bench.ferry.run("dbferry-dump-complete", sender, "dump", "complete")
    size = data.size_of(os.path.join(depot, "complete"))
    bench.say("dbferry: load")
    costs["load"] = bench.ferry.run("dbferry-load", receiver, "load")
    return costs, size, database, media

"""Two clusters, an SFTP server and DbFerry, in one folder, and the options that every bench of them has."""

import argparse
import atexit
import os
import shutil
import sys

from parts import ferry, servers
from parts.measure import Stopwatch

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Bench:
    """The servers of one run; `end` removes them with all files."""

    database = "transapp"

    def __init__(self, options):
        self.folder = os.path.abspath(options.folder)
        self.keep = options.keep
        self.sender = servers.Cluster(self.path("sender"), "wal_level = logical\n")
        self.receiver = servers.Cluster(self.path("receiver"))
        self.sftp = servers.SftpServer(self.path("sshd"))
        self.launcher, self.java_opts = os.path.abspath(options.dbferry), options.java_opts

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def say(self, message):
        print(message, file=sys.stderr, flush=True)

    def start(self):
        os.makedirs(self.path("logs"))
        os.chmod(self.folder, 0o755)  # the user postgres has to get through
        atexit.register(self.stop)
        everything = (self.sender, self.receiver, self.sftp)
        for server in everything:
            server.start()
        self.stopwatch = Stopwatch([server.pid for server in everything], self.path("logs"))
        self.ferry = ferry.Ferry(self.launcher, self.java_opts, self.stopwatch)

    def settle(self):
        """Writes out what earlier steps left dirty, so that no measurement pays for another."""
        for cluster in (self.sender, self.receiver):
            cluster.sql("postgres", "checkpoint")
        os.sync()

    def stop(self):
        for server in (self.sftp, self.sender, self.receiver):
            try:
                server.stop()
            except Exception as failure:  # the other servers have to stop as well
                self.say(f"cannot stop a server: {failure}")
        if self.keep:
            self.say(f"kept '{self.folder}'")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def parser(description, folder):
    """Takes the options of all benches of two servers."""
    options = argparse.ArgumentParser(
        description=description, epilog="Run as root on Debian 12, with nothing else running. See README.md beside this file."
    )
    options.add_argument("--rounds", type=int, default=3, help="rounds of each measurement (default 3)")
    options.add_argument("--dbferry", metavar="PATH", default=os.path.join(HERE, "..", "dbferry"), help="dbferry's launcher")
    options.add_argument(
        "--java-opts", metavar="OPTS", default="-Xmx256m -XX:+UseSerialGC", help="for dbferry's JVM (default: as its launcher)"
    )
    options.add_argument("--folder", default=folder, help="where all files go; must not exist")
    options.add_argument("--keep", action="store_true", help="leave the folder for a look")
    options.add_argument("--json", metavar="FILE", help="write all figures there, too")
    return options


def refuse(options, gigabytes, wrong):
    """Ends with exit code 2 and all reasons at once, before anything is started."""
    needed = {f"{servers.POSTGRES_BIN}/initdb": "postgresql-15", servers.SSHD: "openssh-server"}
    missing = [package for path, package in needed.items() if not os.path.exists(path)]
    reasons = list(wrong)
    if missing:
        reasons.append(f"missing packages\nHINT: apt-get install {' '.join(missing)}")
    if os.geteuid() != 0:
        reasons.append("PostgreSQL and sshd are to run as users of their own\nHINT: run it as root")
    if options.rounds < 1:
        reasons.append("--rounds has to be above 0")
    if os.path.exists(options.folder):
        reasons.append(f"'{options.folder}' exists\nHINT: remove it, or name another with --folder")
    elif os.path.isdir(parent := os.path.dirname(os.path.abspath(options.folder))):
        free = shutil.disk_usage(parent).free / 1e9
        if free < gigabytes:
            reasons.append(f"'{parent}' has {free:.1f} GB free, {gigabytes:.1f} GB are needed\nHINT: lower --gigabytes")
    for reason in reasons:
        print(f"cannot run the bench: {reason}", file=sys.stderr)
    if reasons:
        sys.exit(2)

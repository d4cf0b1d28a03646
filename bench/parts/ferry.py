"""DbFerry's side: its two config files, and its commands."""

import os
import shlex
import subprocess

from parts.measure import CommandFailed, tail

COMMANDS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "Commands.java")
SENDER = """\
role: sender
stream: transapp
database: {{url: {database}}}
tables: ["{tables}"]
{media}depot: {depot}
{ssh}work: {work}
keep: {{free-space: 100MB}}
"""

SENDER_MEDIA = """\
media:
  - folder: {folder}
    files: "{files}"
    named-by: [AndroidRequests_report.imageName]
"""

SENDER_SSH = "ssh: {{private-key: {key}, known-hosts: {known_hosts}}}\n"

RECEIVER = """\
role: receiver
stream: transapp
name: bench
database: {{url: {database}}}
depot: {depot}
trust: {{{trust}}}
media:
  - folder: {media}
work: {work}
keep: {{free-space: 100MB}}
"""


class Ferry:
    """Runs the launcher of DbFerry with a limited Java heap."""

    def __init__(self, launcher, java_opts, stopwatch):
        self.launcher = launcher
        self.java_opts = java_opts
        self.stopwatch = stopwatch

    def run(self, name, config, *command):
        env = {"DBFERRY_JAVA_OPTS": self.java_opts}
        return self.stopwatch.run(name, [self.launcher, "--config", config, *command], env=env)

    def begin(self, config, *command, output):
        """Starts a command that is not measured, such as `run`."""
        env = {**os.environ, "DBFERRY_JAVA_OPTS": self.java_opts}
        return subprocess.Popen([self.launcher, "--config", config, *command], env=env, stdout=output, stderr=output)


class OneProcess:
    """Runs commands one after the other in one Java process, which has no start to pay for after the first."""

    def __init__(self, class_path, java_opts, stopwatch):
        java = ["java", *shlex.split(java_opts), "-cp", class_path, COMMANDS]
        self.process = subprocess.Popen(java, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.stopwatch = stopwatch

    def run(self, name, config, *command):
        log = self.stopwatch.next_log(name)
        self.process.stdin.write("\t".join((log, "--config", config, *command)) + "\n")
        self.process.stdin.flush()
        code = self.process.stdout.readline().strip()
        if code != "0":
            raise CommandFailed(f"cannot {name}: exit code {code or 'unknown, the process ended'}\n{tail(log)}")


def write_sender(path, *, tables, database, depot, work, media=None, files=None, key=None, known_hosts=None):
    """Writes a sender's config: without media for a dump of tables only, without a key for a plain folder."""
    os.makedirs(work)
    text = SENDER.format(
        database=database,
        tables=tables,
        media=SENDER_MEDIA.format(folder=media, files=files) if media else "",
        depot=depot,
        ssh=SENDER_SSH.format(key=key, known_hosts=known_hosts) if key else "",
        work=work,
    )
    write(path, text)


def write_receiver(path, *, database, depot, work, media, allowed_signers=None):
    """Writes a receiver's config; without allowed_signers it accepts unsigned shipments."""
    os.makedirs(work)
    trust = f"allowed-signers: {allowed_signers}" if allowed_signers else "unsigned: accept"
    write(path, RECEIVER.format(database=database, depot=depot, trust=trust, media=media, work=work))


def write(path, text):
    with open(path, "w") as file:
        file.write(text)

"""Two PostgreSQL clusters and an sshd, all of the bench's own, under one folder and on 127.0.0.1 only."""

import os
import shutil
import socket
import subprocess
import tempfile
import time

POSTGRES_BIN = "/usr/lib/postgresql/15/bin"
SSHD = "/usr/sbin/sshd"

# What the bench sets on both clusters; all else, fsync included, stays as PostgreSQL has it.
POSTGRES_SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{sockets}'
shared_buffers = 512MB
max_wal_size = 8GB
checkpoint_timeout = 30min
"""

SSHD_CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host_key
PidFile {folder}/sshd.pid
AuthorizedKeysFile {folder}/client_key.pub
PermitRootLogin yes
PasswordAuthentication no
StrictModes no
UsePAM {pam}
Subsystem sftp internal-sftp
"""


class Cluster:
    """One PostgreSQL 15 cluster with trust authentication for the user postgres."""

    def __init__(self, folder, more_settings=""):
        self.folder = folder
        self.more_settings = more_settings
        self.data = os.path.join(folder, "data")
        self.port = free_port()
        self.env = {
            "PATH": POSTGRES_BIN + ":" + os.environ["PATH"],
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": "postgres",
            "PGCLIENTENCODING": "UTF8",
        }

    def start(self):
        os.makedirs(self.folder)
        shutil.chown(self.folder, "postgres")
        as_postgres(f"{POSTGRES_BIN}/initdb", "-D", self.data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        with open(os.path.join(self.data, "postgresql.conf"), "a") as conf:
            conf.write(POSTGRES_SETTINGS.format(port=self.port, sockets=self.folder) + self.more_settings)
        as_postgres(f"{POSTGRES_BIN}/pg_ctl", "-D", self.data, "-l", f"{self.folder}/log", "-w", "start")

    def stop(self):
        if os.path.exists(os.path.join(self.data, "postmaster.pid")):
            as_postgres(f"{POSTGRES_BIN}/pg_ctl", "-D", self.data, "-m", "immediate", "-w", "stop")

    @property
    def pid(self):
        with open(os.path.join(self.data, "postmaster.pid")) as file:
            return int(file.readline())

    def url(self, database):
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def sql(self, database, sql):
        """Runs SQL and returns its rows as lists of text."""
        out = self.client("psql", "-XqAt", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql)
        return [line.split("\t") for line in out.splitlines()]

    def each(self, database, statements):
        """Runs statements, each on its own; those that fail change nothing. Returns what psql prints, without the failures."""
        return subprocess.run(
            ["psql", "-XAt", "-v", "ON_ERROR_STOP=0", "-d", database],
            env={**os.environ, **self.env},
            input=";\n".join(statements) + ";\n",
            text=True,
            errors="replace",
            capture_output=True,
        ).stdout

    def client(self, *command):
        """Runs a PostgreSQL client program against this cluster and returns its output."""
        return output_of(*command, env={**os.environ, **self.env})

    def create(self, database):
        self.client("createdb", database)


class SftpServer:
    """An OpenSSH server that knows one client key and speaks SFTP as root, over the whole file system."""

    def __init__(self, folder):
        self.folder = folder
        self.port = free_port()
        self.process = None
        self.made_run_folder = False

    @property
    def client_key(self):
        return os.path.join(self.folder, "client_key")

    @property
    def known_hosts(self):
        return os.path.join(self.folder, "known_hosts")

    @property
    def allowed_signers(self):
        return os.path.join(self.folder, "allowed_signers")

    @property
    def pid(self):
        return self.process.pid

    def url(self, path):
        return f"sftp://root@127.0.0.1:{self.port}{path}"

    def start(self):
        os.makedirs(self.folder, mode=0o700)
        for key in ("host_key", "client_key"):
            path = os.path.join(self.folder, key)
            output_of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "dbferry-bench", "-f", path)
        with open(os.path.join(self.folder, "host_key.pub")) as host, open(self.known_hosts, "w") as known:
            known.write(f"[127.0.0.1]:{self.port} {host.read()}")
        with open(self.client_key + ".pub") as client, open(self.allowed_signers, "w") as signers:
            signers.write(f'* namespaces="dbferry" {client.read()}')
        config = os.path.join(self.folder, "sshd_config")
        with open(config, "w") as file:
            pam = "yes" if root_is_locked() else "no"
            file.write(SSHD_CONFIG.format(port=self.port, folder=self.folder, pam=pam))
        if not os.path.isdir("/run/sshd"):  # sshd does not start without it
            os.mkdir("/run/sshd", 0o755)
            self.made_run_folder = True
        with open(os.path.join(self.folder, "log"), "wb") as log:
            self.process = subprocess.Popen(
                [SSHD, "-D", "-e", "-f", config], stdin=subprocess.DEVNULL, stderr=log, start_new_session=True
            )
        wait_until_it_answers("sshd", self, 10)

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait()
        if self.made_run_folder:
            os.rmdir("/run/sshd")


def wait_until_it_answers(name, server, seconds):
    """Until the server's process takes connections at its port."""
    deadline = time.monotonic() + seconds
    while server.process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", server.port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"cannot start {name}: see '{server.folder}/log'")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def root_is_locked():
    """Without PAM, sshd refuses an account whose password field starts with '!', even with a key."""
    with open("/etc/shadow") as shadow:
        return any(line.startswith("root:!") for line in shadow)


def as_postgres(*command):
    """Runs a command as user postgres; its output goes to a file, since a server that it starts would keep a pipe open."""
    with tempfile.TemporaryFile("w+") as output:
        done = subprocess.run(
            ["runuser", "-u", "postgres", "--", *command], cwd="/", stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )
        output.seek(0)
        refuse_failure(command, done.returncode, output.read())


def output_of(*command, env=None):
    """Runs a command that is not measured and returns its output; its error output goes into the failure."""
    done = subprocess.run(command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    refuse_failure(command, done.returncode, done.stderr)
    return done.stdout


def refuse_failure(command, code, message):
    if code != 0:
        raise RuntimeError(f"cannot run {' '.join(command)[:500]}: exit code {code}\n{message}")

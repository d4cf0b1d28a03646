"""Runs one command and says what it cost: wall seconds, CPU seconds, peak memory."""

import os
import signal
import subprocess
import time
from dataclasses import dataclass

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


class CommandFailed(Exception):
    """A measured command ended with another code than 0. Says which, and shows the end of its output."""


@dataclass(frozen=True)
class Cost:
    """What a command cost. `server_cpu` is what PostgreSQL and sshd spent meanwhile, in seconds.

    `peak_mb` is the largest resident size of any one process of it. Linux starts counting at the fork, so it is
    never below the size of this script, about 25 MB.
    """

    seconds: float
    cpu: float
    server_cpu: float
    peak_mb: float

    def __add__(self, other):
        return Cost(
            self.seconds + other.seconds,
            self.cpu + other.cpu,
            self.server_cpu + other.server_cpu,
            max(self.peak_mb, other.peak_mb),
        )


class Stopwatch:
    """Measures commands while some server processes (roots of process trees) work for them."""

    def __init__(self, server_pids, log_folder):
        self.server_pids = server_pids
        self.log_folder = log_folder
        self.commands = 0
        self.log = None  # the output of the last command

    def next_log(self, name):
        self.commands += 1
        self.log = os.path.join(self.log_folder, f"{self.commands:03d}-{name}.log")
        return self.log

    def run(self, name, command, env=None, cwd=None):
        """Runs a command (a list, or a string for bash with pipefail) to its end and returns its Cost."""
        if isinstance(command, str):
            command = ["bash", "-c", "set -euo pipefail; " + command]
        log = self.next_log(name)
        servers_before = sum(map(tree_cpu, self.server_pids))
        with open(log, "wb") as output:
            start = time.monotonic()
            process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=cwd,
                env={**os.environ, **(env or {})},
                start_new_session=True,
            )
            try:
                # wait4 instead of wait: it counts the process and all descendants that it waited for.
                _, status, used = os.wait4(process.pid, 0)
            except BaseException:
                os.killpg(process.pid, signal.SIGKILL)  # its session of its own has all that it started
                process.wait()
                raise
            seconds = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise CommandFailed(f"cannot {name}: exit code {process.returncode} of {' '.join(command)}\n{tail(log)}")
        servers = sum(map(tree_cpu, self.server_pids)) - servers_before
        return Cost(seconds, used.ru_utime + used.ru_stime, servers, used.ru_maxrss / 1024)


def tree_cpu(pid):
    """CPU seconds of a process, of its children that ended and were reaped, and of those still alive."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            alive = children.read().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0  # ended in this instant: its parent has counted it, or does so at the next reading
    return sum(map(int, fields[11:15])) / TICKS_PER_SECOND + sum(map(tree_cpu, alive))


def tail(path, size=2000):
    with open(path, "rb") as file:
        file.seek(max(0, os.path.getsize(path) - size))
        return file.read().decode(errors="replace")

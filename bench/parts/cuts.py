"""A TCP proxy that counts what a client sends, and kills the server's session when so many bytes have gone by."""

import os
import signal
import socket
import threading

from .proxy import Proxy


class Cutter:
    """Kills the processes of all of an sshd's sessions, once at each mark."""

    def __init__(self, sshd, marks):
        self.sshd = sshd
        self.marks = list(marks)
        self.places = []

    @property
    def made(self):
        return len(self.places)

    def look(self, sent):
        if self.marks and sent >= self.marks[0]:
            self.marks.pop(0)
            sessions = descendants(self.sshd)
            for pid in sessions:
                kill(pid)
            if sessions:
                self.places.append(sent)


class CountingProxy(Proxy):
    """Hands all on, and tells the cutter how much the client has sent."""

    def __init__(self, to, cutter):
        super().__init__(to)
        self.cutter = cutter
        self.sent = 0
        self.received = 0
        self.counting = threading.Lock()

    def join(self, client, server):
        self.begin(self.pump, client, server, True)
        self.begin(self.pump, server, client, False)

    def pump(self, source, sink, from_client):
        try:
            while block := source.recv(1 << 16):
                with self.counting:
                    if from_client:
                        self.sent += len(block)
                        self.cutter.look(self.sent)
                    else:
                        self.received += len(block)
                sink.sendall(block)
        except OSError:
            pass  # cut
        finally:
            for end in (source, sink):
                shut(end)


def shut(end):
    try:
        end.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # the other direction was faster
    end.close()


def descendants(pid):
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat") as stat:
                    parent = int(stat.read().rpartition(")")[2].split()[1])
            except OSError:
                continue  # ended meanwhile
            children.setdefault(parent, []).append(int(entry))
    found = []
    for child in children.get(pid, []):
        found += [child, *descendants(child)]
    return found


def kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # ended meanwhile

"""A TCP proxy that is a slow line: each direction has a delay and a rate, whatever the kernel can do."""

import queue
import socket
import time

from .proxy import Proxy

BLOCK = 8 * 1024


class Line(Proxy):
    """Hands all on as a line would.

    `round_trip` in seconds is shared by both directions; `rate` in bytes a second holds for each of them.
    """

    def __init__(self, to, round_trip, rate):
        super().__init__(to)
        self.delay = round_trip / 2
        self.rate = rate

    def join(self, client, server):
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for source, sink in ((client, server), (server, client)):
            # What is on its way fills the line, and as much may wait before it.
            blocks = queue.Queue(max(4, int(2 * self.rate * max(self.delay, 0.01) / BLOCK)))
            self.begin(self.take, source, blocks)
            self.begin(self.give, blocks, sink)

    def take(self, source, blocks):
        free = 0.0
        try:
            while block := source.recv(BLOCK):
                free = max(free, time.monotonic()) + len(block) / self.rate
                blocks.put((free + self.delay, block))
        except OSError:
            pass  # the other direction has ended it
        blocks.put((0.0, b""))

    def give(self, blocks, sink):
        try:
            while True:
                due, block = blocks.get()
                if not block:
                    sink.shutdown(socket.SHUT_WR)
                    return
                if (wait := due - time.monotonic()) > 0:
                    time.sleep(wait)
                sink.sendall(block)
        except OSError:
            pass  # the other direction has ended it

"""A TCP proxy in front of a server of this machine; what it does to the bytes, its kinds say."""

import socket
import threading


class Proxy:
    """Listens on a free port of 127.0.0.1 and joins each client with a connection to another port there."""

    def __init__(self, to):
        self.to = to
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self):
        self.begin(self.accept)
        return self

    def __exit__(self, *_):
        self.listener.close()

    @staticmethod
    def begin(work, *arguments):
        threading.Thread(target=work, args=arguments, daemon=True).start()

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return  # closed
            try:
                server = socket.create_connection(("127.0.0.1", self.to))
            except OSError:
                client.close()
                continue
            self.join(client, server)

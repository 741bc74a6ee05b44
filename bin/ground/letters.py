"""Takes the letters that a server of ours sends: they land in a folder and reach nobody.

The demo company writes to fictitious clients; without this Odoo would look for a mail server on
this machine, and either fail or really send.
"""

import itertools
import socketserver
import threading
from email import message_from_bytes, policy

NUMBERS = itertools.count(1)


class Conversation(socketserver.StreamRequestHandler):
    """One SMTP session; says yes to everything."""

    def handle(self):
        self.answer("220 letters are kept here")
        for line in self.rfile:
            word = line[:4].upper().strip()
            if word == b"DATA":
                self.answer("354 go on")
                self.server.keep(b"".join(self.body()))
                self.answer("250 kept")
            elif word == b"QUIT":
                self.answer("221 bye")
                return
            else:
                self.answer("250 ok")

    def answer(self, text):
        self.wfile.write(f"{text}\r\n".encode())

    def body(self):
        for line in self.rfile:
            if line == b".\r\n":
                return
            yield line[1:] if line.startswith(b"..") else line


class Letterbox(socketserver.ThreadingTCPServer):
    """Listens on a free loopback port in a thread until stopped."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, folder):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def options(self):
        """What makes an Odoo server use this letterbox."""
        return ["--smtp=127.0.0.1", f"--smtp-port={self.server_address[1]}"]

    def keep(self, body):
        number = next(NUMBERS)
        while (path := self.folder / f"{number:05}.eml").exists():
            number = next(NUMBERS)
        path.write_bytes(body)

    def letters(self):
        """All letters kept so far, oldest first."""
        found = sorted(self.folder.glob("*.eml"))
        return [message_from_bytes(p.read_bytes(), policy=policy.default) for p in found]

    def stop(self):
        self.shutdown()
        self.server_close()

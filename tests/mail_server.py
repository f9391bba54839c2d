"""A mail server that answers what a test tells it to."""

import socketserver
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread

GOODBYE = None
"""The server hangs up instead of answering."""
_USUAL = {"": "220 ready", "DATA": "354 go on", ".": "250 taken", "QUIT": "221 bye"}


@contextmanager
def mail_server(answers: Mapping[str, str | None]) -> Iterator[tuple[int, list[str]]]:
    """Its port, and the words it has heard. `answers` are to the words of SMTP, to "" for the greeting
    and to "." for the mail itself; what is not in them is answered as a willing server would.
    """
    heard: list[str] = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            word = ""
            while self.say(word):
                if word == "DATA" and self.reply(word).startswith("354"):
                    while self.rfile.readline() not in {b".\r\n", b""}:
                        pass
                    word = "."
                else:
                    word = self.rfile.readline().decode().split(" ")[0].strip().upper()
                    if not word:
                        return
                heard.append(word)

        def reply(self, word: str) -> str:
            return answers.get(word, _USUAL.get(word, "250 fine")) or ""

        def say(self, word: str) -> bool:
            said = self.reply(word)
            if said:
                self.wfile.write(f"{said}\r\n".encode())
            return bool(said) and word != "QUIT"

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield server.server_address[1], heard
        server.shutdown()

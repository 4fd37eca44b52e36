"""A local IMAP server with one folder: just the commands that reading a mailbox takes (RFC 3501)."""

from __future__ import annotations

import re
import socketserver
import threading
from typing import Self

USER, PASSWORD = "gallery", "p@ss/word"


class FakeImap:
    """`mails` are (uid, raw mail); renumber() gives the folder a new UIDVALIDITY, as after a repair."""

    def __init__(self) -> None:
        self.mails: list[tuple[int, bytes]] = []
        self.validity = 7
        self.commands: list[str] = []
        self._server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"imap://{USER}:p%40ss%2Fword@127.0.0.1:{self.port}/INBOX"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def next_uid(self) -> int:
        return max((uid for uid, _ in self.mails), default=0) + 1

    def add(self, mail: bytes) -> None:
        self.mails.append((self.next_uid, mail))

    def renumber(self) -> None:
        self.validity += 1
        self.mails = [(number, mail) for number, (_, mail) in enumerate(self.mails, 1)]

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def answer(self, tag: str, command: str) -> bytes:
        """The whole answer to one command, its tagged line included."""
        name, _, rest = command.partition(" ")
        if name == "LOGIN":
            good = rest == f'{USER} "{PASSWORD}"'
            return f"{tag} {'OK' if good else 'NO'} login\r\n".encode()
        if name == "EXAMINE":
            if rest != '"INBOX"':
                return f"{tag} NO no such folder\r\n".encode()
            told = f"* {len(self.mails)} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] valid\r\n"
            return f"{told}* OK [UIDNEXT {self.next_uid}] next\r\n{tag} OK [READ-ONLY] open\r\n".encode()
        if found := re.fullmatch(r"UID SEARCH UID (\d+):\*", command):
            newest = self.next_uid - 1
            uids = [uid for uid, _ in self.mails if uid >= int(found[1]) or uid == newest]
            return f"* SEARCH {' '.join(map(str, uids))}\r\n{tag} OK found\r\n".encode()
        if found := re.fullmatch(r"UID FETCH (\d+) \(BODY\.PEEK\[\]\)", command):
            for number, (uid, mail) in enumerate(self.mails, 1):
                if uid == int(found[1]):
                    head = f"* {number} FETCH (UID {uid} BODY[] {{{len(mail)}}}\r\n".encode()
                    return head + mail + f")\r\n{tag} OK fetched\r\n".encode()
            return f"{tag} OK nothing\r\n".encode()
        if name == "CAPABILITY":
            return f"* CAPABILITY IMAP4rev1\r\n{tag} OK told\r\n".encode()
        if name == "LOGOUT":
            return f"* BYE for now\r\n{tag} OK gone\r\n".encode()
        return f"{tag} BAD unknown here\r\n".encode()


def _handler(server: FakeImap) -> type[socketserver.StreamRequestHandler]:
    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"* OK ready\r\n")
            while line := self.rfile.readline():
                tag, _, command = line.decode().strip().partition(" ")
                server.commands.append(command)
                self.wfile.write(server.answer(tag, command))
                if command == "LOGOUT":
                    return

    return Handler

"""HTTP/1.1 on sockets of our own: a request leaves in one piece, so that nothing but the server is measured."""

import dataclasses
import json
import socket

from processes import Failure


@dataclasses.dataclass
class Answer:
    status: int
    fields: dict
    """By name in lower case."""
    body: bytes


def request(method, path, token=None, content=None):
    """The bytes of a request; `content` is sent as JSON."""
    body = b"" if content is None else json.dumps(content).encode()
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1"]
    if token is not None:
        lines.append(f"Authorization: Bearer {token}")
    if content is not None:
        lines.append("Content-Type: application/json")
    if body or method in ("POST", "PUT"):
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def complete(data):
    """The answer that `data` is, or None while some of it is missing."""
    head, separator, body = bytes(data).partition(b"\r\n\r\n")
    if not separator:
        return None
    first, *lines = head.decode("latin-1").split("\r\n")
    fields = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    status = int(first.split(" ", 2)[1])
    if "content-length" not in fields and status != 204:
        raise Failure(f"an answer without Content-Length: {first}")
    missing = int(fields.get("content-length", 0)) - len(body)
    if missing < 0:
        raise Failure(f"the answer is longer than it says: {first}")
    return None if missing else Answer(status, fields, body)


class Line:
    """A connection that is kept alive. One request at a time."""

    def __init__(self, port):
        self.channel = socket.create_connection(("127.0.0.1", port), timeout=120)
        self.channel.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.data = bytearray()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.channel.close()

    def fileno(self):
        return self.channel.fileno()

    def send(self, data):
        self.channel.sendall(data)

    def receive(self):
        """Takes what has come, waiting for some; the answer when it is complete, else None."""
        piece = self.channel.recv(65_536)
        if not piece:
            raise Failure("the connection was closed before the answer was complete")
        self.data += piece
        answer = complete(self.data)
        if answer is not None:
            self.data.clear()
        return answer

    def ask(self, data):
        """Sends a request and waits for its answer."""
        self.send(data)
        while (answer := self.receive()) is None:
            pass
        return answer


def ask_json(line, method, path, token=None, content=None):
    """The object that a request is answered with; anything but 200 is a failure."""
    answer = line.ask(request(method, path, token, content))
    if answer.status != 200:
        raise Failure(f"{method} {path} is answered with {answer.status}: {answer.body[:300].decode(errors='replace')}")
    return json.loads(answer.body)

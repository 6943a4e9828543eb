"""What is measured: each case is run for all its subjects in turn, round after round (A-B-C-A-B-C)."""

import dataclasses
import hashlib
import socket
import time
import urllib.error
import urllib.request

import exchange
from load import Transfers
from peers import BLOCK, FILES, JSON_1K, MIB
from processes import Failure, cpu_seconds, rss_mib

GIB = 1 << 30


@dataclasses.dataclass
class Sample:
    """One run: the cost is CPU microseconds a request, or CPU seconds a GiB."""

    cost: float
    rate: float
    rss: float
    p50: float = 0
    p99: float = 0


class SmallAnswers:
    """Requests by wrk for one small body."""

    unit, rate = "CPU µs/request", "requests/s"
    tokens_in_turn = None

    def __init__(self, name, title, path, expected, secure):
        self.name, self.title, self.path, self.secure = name, title, path, secure
        self.expected = expected

    def token(self, subject):
        return subject.token if self.secure else None

    def verify(self, subject):
        """The right body with the token; 401 without one and with a spoilt one, where tokens are checked."""
        url = f"http://127.0.0.1:{subject.port}{self.path}"
        status, body = _get(url, self.token(subject))
        if status != 200 or body != self.expected:
            raise Failure(f"{subject.name} answers {self.path} with {status} and {len(body)} bytes, not the file")
        if self.token(subject):
            head, _, signature = subject.token.rpartition(".")
            spoilt = f"{head}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"
            for wrong in (None, spoilt):
                status, _ = _get(url, wrong)
                if status != 401:
                    raise Failure(f"{subject.name} answers {status} to a request that it should refuse")

    def load(self, subject, wrk, seconds):
        url = f"http://127.0.0.1:{subject.port}{self.path}"
        return wrk.run(url, self.token(subject), seconds, len(self.expected))

    def warm(self, subject, wrk):
        self.load(subject, wrk, 1)

    def measure(self, subject, wrk, options):
        before = cpu_seconds(subject.pid)
        result = self.load(subject, wrk, options.duration)
        spent = cpu_seconds(subject.pid) - before
        return Sample(
            cost=spent * 1e6 / result["requests"], rate=result["requests"] * 1e6 / result["microseconds"],
            rss=rss_mib(subject.pid), p50=result["p50"], p99=result["p99"])


class TokensInTurn(SmallAnswers):
    """The same server with one token and with many, each sent in its turn: what distinct callers cost beyond one."""

    def __init__(self, name, title, path, expected, count):
        super().__init__(name, title, path, expected, secure=True)
        self.tokens_in_turn = count

    def verify(self, subject):
        """Every single token is good: a refused one would be cheaper than an answer."""
        super().verify(subject)
        with exchange.Line(subject.port) as line:
            for token in subject.tokens:
                answer = line.ask(exchange.request("GET", self.path, token))
                if answer.status != 200 or answer.body != self.expected:
                    raise Failure(f"{subject.name} answers {answer.status} to one of its tokens")

    def load(self, subject, wrk, seconds):
        url = f"http://127.0.0.1:{subject.port}{self.path}"
        return wrk.run_in_turn(url, subject.tokens, seconds, len(self.expected))


class Bulk:
    """Bodies of many megabytes on four connections at once."""

    unit, rate = "CPU s/GiB", "GiB/s"
    secure = False
    tokens_in_turn = None
    connections = 4

    def __init__(self, name, title, method, file):
        self.name, self.title, self.method, self.file = name, title, method, file
        self.path = f"/{'relay' if method == 'GET' else 'push'}/{file}"
        self.length = FILES[file]

    def verify(self, subject):
        """The pulled body, byte for byte; a push is judged by its answer, which the sink gives after the last byte."""
        if self.method == "GET":
            url = f"http://127.0.0.1:{subject.port}{self.path}"
            if _digest(url) != _expected_digest(self.length):
                raise Failure(f"{subject.name} changes the body of {self.path}")

    def warm(self, subject, wrk):
        self._transfer(subject, 1)

    def measure(self, subject, wrk, options):
        requests = max(1, round(options.gib * GIB / self.length / self.connections))
        peak = [0.0]

        def watch():
            peak[0] = max(peak[0], rss_mib(subject.pid))

        before = cpu_seconds(subject.pid)
        seconds = self._transfer(subject, requests, watch)
        spent = cpu_seconds(subject.pid) - before
        moved = requests * self.connections * self.length / GIB
        return Sample(cost=spent / moved, rate=moved / seconds, rss=peak[0])

    def _transfer(self, subject, requests, each=lambda: None):
        goal = (self.method, self.path, self.length, requests)
        return Transfers(subject.port, [goal] * self.connections).run(each)


def all_cases():
    small = JSON_1K.encode()
    large = BLOCK
    return [
        SmallAnswers("plain-1k", "Plain relay, 1 KiB", "/relay/1k", small, secure=False),
        SmallAnswers("auth-1k", "Authorised relay, 1 KiB", "/secure/1k", small, secure=True),
        TokensInTurn("auth-1k-1000", "Authorised relay, 1 KiB, 1,000 tokens in turn", "/secure/1k", small, count=1_000),
        SmallAnswers("plain-64k", "Plain relay, 64 KiB", "/relay/64k", large, secure=False),
        SmallAnswers("auth-64k", "Authorised relay, 64 KiB", "/secure/64k", large, secure=True),
        Bulk("pull-10m", "Answers of 10 MiB", "GET", "10m"),
        Bulk("pull-256m", "Answers of 256 MiB", "GET", "256m"),
        Bulk("push-256m", "Uploads of 256 MiB", "POST", "256m"),
    ]


def streams(subject, clients):
    """Growth of resident memory in MiB while `clients` pull and as many push 64 MiB each, all at once."""
    before = rss_mib(subject.pid)
    peak = [before]

    def watch():
        peak[0] = max(peak[0], rss_mib(subject.pid))

    goals = [(method, path, 64 * MIB, 1) for method, path in (("GET", "/relay/64m"), ("POST", "/push/64m"))]
    seconds = Transfers(subject.port, goals * clients).run(watch)
    watch()
    return {"before": before, "growth": peak[0] - before, "seconds": seconds}


def idle_connections(subject, count):
    """Growth of resident memory in MiB by connections that asked once and then stay."""
    before = rss_mib(subject.pid)
    kept = []
    try:
        for _ in range(count):
            kept.append(_ask_and_stay(subject.port))
        time.sleep(1)
        return {"before": before, "growth": rss_mib(subject.pid) - before, "count": count}
    finally:
        for channel in kept:
            channel.close()


def _ask_and_stay(port):
    channel = socket.create_connection(("127.0.0.1", port), timeout=10)
    channel.sendall(b"GET /relay/1k HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
    answer = b""
    while not answer.endswith(JSON_1K.encode()[-32:]):
        data = channel.recv(8_192)
        if not data:
            raise Failure("a connection that should stay was closed")
        answer += data
    return channel


def _get(url, token):
    request = urllib.request.Request(url, headers={"Authorization": f"Bearer {token}"} if token else {})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, b""


def _digest(url):
    digest = hashlib.sha256()
    with urllib.request.urlopen(url, timeout=60) as answer:
        while data := answer.read(MIB):
            digest.update(data)
    return digest.hexdigest()


def _expected_digest(length):
    digest = hashlib.sha256()
    for _ in range(length // len(BLOCK)):
        digest.update(BLOCK)
    return digest.hexdigest()

"""Two clients that must not notice a reload: request after request on one connection, and a download that trickles.

Run as `python3 -B witness.py PORT PATH DOWNLOAD ORIGIN`, the token on the first line of standard input; ORIGIN is the
port of trickle.py. It says `ready` once both have been answered, goes on until standard input is closed, lets the
download come to its end, and then prints what they saw. Whatever goes wrong is counted and the client begins anew.
"""

import http.client
import json
import sys
import threading
import time
import urllib.request

from exchange import Line, request
from peers import JSON_1K
from processes import Failure
from trickle import last_line, line

# Seconds without a byte.
PATIENCE = 10
# Seconds before a client begins anew.
PAUSE = 0.1
# Of what went wrong, told in words.
MOST_REASONS = 5


class Witness:
    """Counts what went well and what did not."""

    def __init__(self, run):
        self.good, self.failed, self.reasons, self.longest = 0, 0, [], 0.0
        self.first = threading.Event()
        self.run = run
        self.thread = threading.Thread(target=self._repeat, daemon=True)
        self.ending = threading.Event()

    def _repeat(self):
        while not self.ending.is_set():
            try:
                self.run(self)
            except (Failure, OSError, http.client.HTTPException) as error:
                self.failed += 1
                self.reasons += [f"after {self.good}: {error!r}"] if len(self.reasons) < MOST_REASONS else []
                self.ending.wait(PAUSE)

    def note(self, since):
        """One more is well; it was waited for since then."""
        self.good += 1
        self.longest = max(self.longest, time.monotonic() - since)
        self.first.set()

    def seen(self):
        return {"good": self.good, "failed": self.failed, "reasons": self.reasons, "longest": self.longest * 1e3}


def ask(witness, port, path, token):
    """Each answer is compared, byte for byte; a connection that is closed is a failure."""
    data, expected = request("GET", path, token), JSON_1K.encode()
    with Line(port) as connection:
        connection.channel.settimeout(PATIENCE)
        while not witness.ending.is_set():
            start = time.monotonic()
            answer = connection.ask(data)
            if answer.status != 200 or answer.body != expected:
                raise Failure(f"{answer.status} with {len(answer.body)} bytes")
            witness.note(start)


def follow(witness, port, path, token):
    """Each line is the next, and the last one says how many there were."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        if answer.status != 200:
            raise Failure(f"the download is answered with {answer.status}")
        count, data, since = 0, b"", time.monotonic()
        while piece := answer.read1(65_536):
            data += piece
            while data.startswith(line(count)):
                data = data[len(line(count)):]
                count += 1
                witness.note(since)
            if len(data) >= len(line(count)):
                raise Failure(f"after {count} lines of the download comes {data[:80]!r}")
            since = time.monotonic()
        if data != last_line(count):
            raise Failure(f"the download ends after {count} lines with {data[:80]!r}")
        if not witness.ending.is_set():
            raise Failure("the download ends too early")
    finally:
        connection.close()


def main(port, path, download, origin):
    token = sys.stdin.readline().strip()
    requests = Witness(lambda witness: ask(witness, int(port), path, token))
    stream = Witness(lambda witness: follow(witness, int(port), download, token))
    for witness in (requests, stream):
        witness.thread.start()
    for witness in (requests, stream):
        if not witness.first.wait(PATIENCE):
            sys.exit(f"a client that should notice nothing is not answered: {witness.seen()}")
    print("ready", flush=True)
    sys.stdin.read()
    for witness in (requests, stream):
        witness.ending.set()
    urllib.request.urlopen(f"http://127.0.0.1:{origin}/end", timeout=PATIENCE).close()
    for witness in (requests, stream):
        witness.thread.join(2 * PATIENCE)
        if witness.thread.is_alive():
            sys.exit(f"a client does not come to its end: {witness.seen()}")
    print(json.dumps({"requests": requests.seen(), "stream": stream.seen()}))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(130)

"""A client with a steady rate: a request is due every so often, whatever has become of those before it.

Run as `python3 -B stream.py PORT METHOD PATH RATE`, the token on the first line of standard input. It says `ready` once
it has been answered, goes on until standard input is closed, and then prints for every request when it was due, when it
was sent, when it was answered (seconds of the monotonic clock, which all processes share), with which status and with
how many bytes. Who waits for an answer before he sends the next request does not see how long the others would have
waited; hence the time that a request is due, and as many connections as it takes.

A process of its own: a client that did something else beside this would measure itself.
"""

import collections
import json
import selectors
import sys
import time

from exchange import Line, request
from processes import Failure

CONNECTIONS = 64
# After the last request; longer than any login waits.
PATIENCE = 30


class Stream:
    def __init__(self, port, data, rate):
        self.port, self.data, self.interval = port, data, 1 / rate
        self.free = [Line(port) for _ in range(CONNECTIONS)]
        self.times = {}
        self.seen = []
        # select(2) waits by the microsecond, where Python's epoll rounds up to a millisecond.
        self.selector = selectors.SelectSelector()
        for line in self.free:
            self.selector.register(line, selectors.EVENT_READ)
        self.selector.register(sys.stdin, selectors.EVENT_READ)

    def run(self):
        next_due, waiting, end = time.monotonic(), collections.deque(), None
        while end is None or waiting or self.times:
            now = time.monotonic()
            if end is not None and now > end:
                raise Failure(f"{len(self.times)} requests are not answered")
            while end is None and next_due <= now:
                waiting.append(next_due)
                next_due += self.interval
            while waiting and self.free:
                self._send(waiting.popleft())
            for key, _ in self.selector.select(max(0, (next_due if end is None else end) - time.monotonic())):
                if key.fileobj is sys.stdin:
                    end = time.monotonic() + PATIENCE
                    self.selector.unregister(sys.stdin)
                else:
                    self._receive(key.fileobj)

    def _send(self, due):
        line = self.free.pop()
        self.times[line] = (due, time.monotonic())
        line.send(self.data)

    def _replace(self, line):
        """A server closes a connection on which nothing comes for long; there is another one for the next request."""
        self.selector.unregister(line)
        self.free.remove(line)
        line.channel.close()
        self.free.append(Line(self.port))
        self.selector.register(self.free[-1], selectors.EVENT_READ)

    def _receive(self, line):
        if line not in self.times:
            self._replace(line)
            return
        answer = line.receive()
        if answer is None:
            return
        due, sent = self.times.pop(line)
        self.seen.append((due, sent, time.monotonic(), answer.status, len(answer.body)))
        self.free.append(line)
        if len(self.seen) == 1:
            print("ready", flush=True)


def main(port, method, path, rate):
    stream = Stream(int(port), request(method, path, sys.stdin.readline().strip()), float(rate))
    stream.run()
    print(json.dumps(stream.seen))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (Failure, OSError) as failure:
        sys.exit(f"the steady client: {failure}")

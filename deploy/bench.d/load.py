"""Load: `wrk` for small answers, and clients of our own for bodies of many megabytes.

wrk reads 8 KiB at a time and keeps a request body in memory for each connection, so in bulk it would measure itself.
"""

import contextlib
import json
import selectors
import signal
import socket
import subprocess
import time

from processes import Failure

REPORT = """
done = function(summary, latency)
  local e = summary.errors
  io.write(string.format(
    "{\\"requests\\":%d,\\"microseconds\\":%d,\\"bytes\\":%d,\\"errors\\":%d," ..
    "\\"p50\\":%d,\\"p99\\":%d,\\"max\\":%d}\\n",
    summary.requests, summary.duration, summary.bytes,
    e.connect + e.read + e.write + e.status + e.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
"""


# The requests are made before the first is sent. One token goes this way too where it is compared with many: a client
# that is slower in one of the two would change the load, and with it the cost of a request.
IN_TURN = """
local requests, last = {}, 0
init = function(arguments)
  for token in io.lines(arguments[1]) do
    requests[#requests + 1] = wrk.format(nil, nil, { Authorization = "Bearer " .. token })
  end
end
request = function()
  last = last % #requests + 1
  return requests[last]
end
"""


class Wrk:
    LONG = 86_400

    def __init__(self, directory, connections=32):
        self.connections = connections
        self.script = directory / "report.lua"
        self.script.write_text(REPORT)
        self.turning_script = directory / "in-turn.lua"
        self.turning_script.write_text(IN_TURN + REPORT)
        self.tokens = directory / "in-turn.tokens"

    def run(self, url, token, seconds, body_length):
        """One run; raises on any error, and when fewer bytes came than that many good answers have."""
        command = ["-s", self.script, *(["-H", f"Authorization: Bearer {token}"] if token else []), url]
        return self._run(command, url, seconds, body_length)

    def run_in_turn(self, url, tokens, seconds, body_length):
        """The same, each request with the next of the tokens."""
        self.tokens.write_text("".join(f"{token}\n" for token in tokens))
        return self._run(["-s", self.turning_script, url, "--", self.tokens], url, seconds, body_length)

    @contextlib.contextmanager
    def until_finished(self, url, token, body_length):
        """Load for as long as the `with` block lasts. The function that it gives ends it and says what came of it; it
        counts failed requests where `run` raises.
        """
        process = subprocess.Popen(
            self._command(["-s", self.script, "-H", f"Authorization: Bearer {token}", url], self.LONG),
            stdout=subprocess.PIPE, text=True)

        def finish():
            # wrk takes this for the end of its time.
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=30)
            if process.returncode != 0:
                raise Failure(f"wrk ended with {process.returncode}")
            result = json.loads(output.splitlines()[-1])
            if result["bytes"] < (result["requests"] - result["errors"]) * body_length:
                raise Failure(f"{url}: answers are too short: {result}")
            return result

        try:
            yield finish
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            process.stdout.close()

    def _command(self, command, seconds):
        return ["wrk", "-t1", f"-c{self.connections}", f"-d{seconds}s", *map(str, command)]

    def _run(self, command, url, seconds, body_length):
        output = subprocess.run(
            self._command(command, seconds), stdout=subprocess.PIPE, check=True, text=True).stdout
        result = json.loads(output.splitlines()[-1])
        if result["errors"]:
            raise Failure(f"{url}: {result['errors']} of {result['requests']} requests failed")
        if result["requests"] == 0 or result["bytes"] < result["requests"] * body_length:
            raise Failure(f"{url}: answers are too short: {result}")
        return result


class Transfers:
    """Connections that pull or push bodies at once, one thread for all.

    Each does its requests one after the other on a kept-alive connection; a `goal` is (method, path, body length,
    number of requests).
    """

    chunk = memoryview(bytes(1 << 18))
    room = memoryview(bytearray(1 << 18))

    def __init__(self, port, goals):
        self.selector = selectors.DefaultSelector()
        self.active = len(goals)
        for goal in goals:
            channel = socket.create_connection(("127.0.0.1", port), timeout=10)
            channel.setblocking(False)
            self.selector.register(
                channel, selectors.EVENT_READ | selectors.EVENT_WRITE, Transfer(port, channel, *goal))

    def run(self, each=lambda: None, seconds=600):
        """Moves all bytes; gives the seconds it took. `each` is called some ten times a second."""
        start = time.monotonic()
        next_call = start
        while self.active:
            now = time.monotonic()
            if now >= next_call:
                each()
                next_call = now + 0.1
            if now - start > seconds:
                raise Failure("the transfers do not come to their end")
            for key, events in self.selector.select(0.1):
                interest = key.data.step(events)
                if interest is None:
                    self.selector.unregister(key.fileobj)
                    key.fileobj.close()
                    self.active -= 1
                elif interest != key.events:
                    self.selector.modify(key.fileobj, interest, key.data)
        self.selector.close()
        return time.monotonic() - start


class Transfer:
    def __init__(self, port, channel, method, path, length, requests):
        self.channel = channel
        self.pulls = method == "GET"
        self.length = length
        self.requests = requests
        size = "" if self.pulls else f"Content-Length: {length}\r\n"
        self.request = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{size}\r\n".encode()
        self._begin()

    def _begin(self):
        self.unsent = memoryview(self.request)
        self.body_unsent = 0 if self.pulls else self.length
        self.head = b""
        self.body_missing = None

    def step(self, events):
        """Sends and receives what is possible now; gives the events to wait for, or None when all is done."""
        try:
            if events & selectors.EVENT_WRITE:
                self._send()
            if events & selectors.EVENT_READ and self._receive():
                self.requests -= 1
                if not self.requests:
                    return None
                self._begin()
        except BlockingIOError:
            pass
        sending = self.unsent or self.body_unsent
        return selectors.EVENT_READ | (selectors.EVENT_WRITE if sending else 0)

    def _send(self):
        if self.unsent:
            self.unsent = self.unsent[self.channel.send(self.unsent):]
        if not self.unsent and self.body_unsent:
            self.body_unsent -= self.channel.send(Transfers.chunk[: self.body_unsent])

    def _receive(self):
        """True when an answer is complete."""
        count = self.channel.recv_into(Transfers.room)
        if not count:
            raise Failure("the connection was closed before the answer was complete")
        if self.body_missing is None:
            self.head += bytes(Transfers.room[:count])
            head, separator, rest = self.head.partition(b"\r\n\r\n")
            if not separator:
                return False
            self._judge(head)
            count = len(rest)
        self.body_missing -= count
        if self.body_missing < 0:
            raise Failure("the answer is longer than it should be")
        return self.body_missing == 0

    def _judge(self, head):
        status = head.split(b" ", 2)[1]
        if status not in (b"200", b"204") or self.body_unsent:
            raise Failure(f"the answer is {head.splitlines()[0].decode()}, with {self.body_unsent} bytes unsent")
        if self.pulls and b"\r\ncontent-length: %d" % self.length not in head.lower():
            raise Failure("the answer does not have the length of the file")
        self.body_missing = self.length if self.pulls else 0

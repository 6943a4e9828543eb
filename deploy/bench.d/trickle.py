"""The origin of a download that trickles: numbered lines, one every few milliseconds, until it is told to end.

Run as `python3 trickle.py PORT`. `GET /trickle/…` is answered with lines; `GET /end` lets all those that run come to
their end, each with a line that says how many were before it, and answers 204, as any other path does.
"""

import http.server
import sys
import threading

INTERVAL = 0.02
ending = threading.Event()


def line(number):
    """64 bytes."""
    return f"{number:08} ".encode().ljust(63, b"-") + b"\n"


def last_line(count):
    return f"end {count}\n".encode()


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        if self.path.startswith("/trickle/"):
            self._trickle()
            return
        if self.path == "/end":
            ending.set()
        self.send_response(204)
        self.end_headers()

    def _trickle(self):
        self.send_response(200)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        number = 0
        while not ending.wait(INTERVAL):
            self._chunk(line(number))
            number += 1
        self._chunk(last_line(number))
        self._chunk(b"")

    def _chunk(self, data):
        self.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    http.server.ThreadingHTTPServer(("127.0.0.1", int(sys.argv[1])), Handler).serve_forever()

"""The origin that uploads go to: reads each body to its end, drops it, and answers 204 only then.

nginx cannot play this part: `return 204` answers before the body is read. One thread, one buffer for all; run as
`python3 sink.py PORT`. Bodies need a Content-Length.
"""

import re
import selectors
import socket
import sys

ANSWER = b"HTTP/1.1 204 No Content\r\n\r\n"
REFUSAL = b"HTTP/1.1 411 Length Required\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]+)[ \t]*\r\n", re.I)
buffer = memoryview(bytearray(1 << 20))


class Connection:
    def __init__(self, channel):
        self.channel = channel
        self.head = b""
        self.missing = 0

    def read(self):
        """Takes what has come; False when the connection is over."""
        count = self.channel.recv_into(buffer)
        if not count:
            return False
        data = buffer[:count]
        while data:
            if self.missing:
                taken = min(self.missing, len(data))
                self.missing -= taken
                data = data[taken:]
                if not self.missing:
                    self.channel.sendall(ANSWER)
                continue
            self.head += bytes(data)
            head, separator, rest = self.head.partition(b"\r\n\r\n")
            if not separator:
                return len(self.head) < 65_536
            # What followed the head lies at the end of the buffer.
            data = data[len(data) - len(rest):]
            self.head = b""
            length = LENGTH.search(head + b"\r\n")
            if b"\r\nexpect: 100-continue" in head.lower():
                self.channel.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            if not length and not head.startswith(b"GET "):
                self.channel.sendall(REFUSAL)
                return False
            self.missing = int(length.group(1)) if length else 0
            if not self.missing:
                self.channel.sendall(ANSWER)
        return True


def main(port):
    listener = socket.create_server(("127.0.0.1", port), backlog=1_024)
    selector = selectors.DefaultSelector()
    selector.register(listener, selectors.EVENT_READ)
    while True:
        for key, _ in selector.select():
            if key.data is None:
                channel, _ = listener.accept()
                selector.register(channel, selectors.EVENT_READ, Connection(channel))
                continue
            try:
                goes_on = key.data.read()
            except OSError:
                goes_on = False
            if not goes_on:
                selector.unregister(key.fileobj)
                key.fileobj.close()


if __name__ == "__main__":
    main(int(sys.argv[1]))

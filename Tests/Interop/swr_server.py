"""What stands where SWR would: it keeps each request as it came, and answers as SWR does when there is little there."""

import dataclasses
import http.server
import json
import threading


@dataclasses.dataclass(frozen=True)
class Request:
    """A request as it stood on the line."""

    method: str
    target: str
    # In their order, as they were written.
    fields: tuple
    body: bytes

    def field(self, name):
        """The values of all fields of this name."""
        return [value for given, value in self.fields if given.lower() == name.lower()]

    @property
    def path(self):
        return self.target.partition("?")[0]

    @property
    def query(self):
        return self.target.partition("?")[2]


class Server:
    """SWR on a port of loopback for as long as the `with` block lasts."""

    def __init__(self):
        self._lock, self._requests = threading.Lock(), []
        self._http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _handler(self._keep))
        self._thread = threading.Thread(target=self._http.serve_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    @property
    def authority(self):
        return f"127.0.0.1:{self._http.server_port}"

    def _keep(self, request):
        with self._lock:
            self._requests.append(request)

    def taken(self):
        """The requests since the last time."""
        with self._lock:
            requests, self._requests = self._requests, []
        return requests


def _handler(keep):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            keep(Request(self.command, self.path, tuple(self.headers.items()), body))
            status, content = _content(self.command, self.path.partition("?")[0])
            data = b"" if content is None else json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            if status == 200 and isinstance(content, list):
                self.send_header("Content-Range", f"0-{len(content)}/{len(content)}")
            if status != 204:
                self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = _answer

        def log_message(self, *_):
            pass

    return Handler


def _content(method, path):
    """(status, JSON of the answer)."""
    if method == "DELETE":
        return 204, None
    if method == "PATCH":
        return 201, {}
    namespace = {"id": 1, "name": "library", "creator_name": "gateway", "auth": 7}
    if path == "/v2/manage/namespaces":
        return (201, {}) if method == "POST" else (200, {"namespaces": [namespace]})
    if method == "POST":
        return 200, {}
    if path.startswith("/v2/manage/namespaces/") and path.count("/") == 4:
        if path != "/v2/manage/namespaces/library":
            return 404, [{"errorCode": "SVCSTG.SWR.4040058", "errorMessage": "no such organization", "detail": ""}]
        return 200, namespace
    return 200, []

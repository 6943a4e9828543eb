"""The real gateway, as a user starts it: with the policies that are shipped, and a directory that goes with it."""

import http.client
import json
import os
import pathlib
import socket
import subprocess
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Not the address that it listens on: what tokens say must come from the setting.
ISSUER = "https://gateway.example:8443"
ADMINISTRATOR, PASSWORD = "admin", "Interop-Pass-1"
LIFETIME = 3_600


class Failure(Exception):
    """What follows makes no sense any more; the text says why."""


class Gateway:
    """`breakwater serve`, or another of its commands that serves, for as long as the `with` block lasts."""

    def __init__(self, binary, algorithm, command=("serve",), settings=None):
        """`settings`: variables beside the usual ones, or instead of them."""
        self.binary, self.arguments = binary, command
        self.port, admin = free_port(), free_port()
        self.directory = tempfile.TemporaryDirectory(prefix="breakwater-interop-")
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BREAKWATER_")}
        self.environment = {
            **inherited,
            "BREAKWATER_LISTEN": f"127.0.0.1:{self.port}",
            "BREAKWATER_ADMIN_LISTEN": f"127.0.0.1:{admin}",
            "BREAKWATER_EXTERNAL_URL": ISSUER,
            "BREAKWATER_POLICIES": str(ROOT / "policies"),
            "BREAKWATER_STATE": f"{self.directory.name}/var",
            "BREAKWATER_TOKEN_ALGORITHM": algorithm,
            "BREAKWATER_TOKEN_LIFETIME": f"{LIFETIME}s",
            "BREAKWATER_ADMIN_USER": ADMINISTRATOR,
            "BREAKWATER_ADMIN_PASSWORD": PASSWORD,
            "BREAKWATER_ACCESS_LOG": "off",
            **(settings or {}),
        }
        self.log = pathlib.Path(self.directory.name) / "output"
        self.process = None

    def __enter__(self):
        try:
            with open(self.log, "wb") as output:
                self.process = subprocess.Popen(
                    [self.binary, *self.arguments], cwd=self.directory.name, env=self.environment,
                    stdin=subprocess.DEVNULL, stdout=output, stderr=output)
            self._await()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if self.process is not None:
            self.process.terminate()
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self.directory.cleanup()

    def _await(self):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                self.ask("GET", "/v1/authorization")
                return
            except OSError:
                time.sleep(0.05)
        tail = self.log.read_text(errors="replace")[-2_000:]
        raise Failure(f"the gateway does not answer on port {self.port}; its output ends:\n{tail}")

    @property
    def url(self):
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method, path, token=None, content=None):
        """(status, the JSON of the answer)."""
        fields = {} if token is None else {"Authorization": token}
        body = None
        if content is not None:
            fields["Content-Type"] = "application/json"
            body = json.dumps(content)
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, fields)
            answer = line.getresponse()
            return answer.status, _json(answer.read())
        except http.client.HTTPException as error:
            raise Failure(f"{method} {path} is not answered in HTTP: {error!r}") from error
        finally:
            line.close()

    def log_in(self):
        return self._token("POST", content={"user": ADMINISTRATOR, "password": PASSWORD})

    def refresh(self, token):
        return self._token("PUT", token)

    def _token(self, method, token=None, content=None):
        status, answer = self.ask(method, "/v1/authorization", token, content)
        if status != 200 or not isinstance(answer.get("token"), str):
            raise Failure(f"{method} /v1/authorization gives no token: {status} {answer}")
        return answer["token"]

    def judge(self, token):
        """(status, reason) of a request with this token."""
        status, answer = self.ask("GET", "/v1/authorization", token)
        return status, answer.get("reason", "")

    def key_set(self):
        """The published keys by `kid`."""
        status, answer = self.ask("GET", "/.well-known/jwks.json")
        keys = answer.get("keys")
        if status != 200 or not isinstance(keys, list):
            raise Failure(f"the key set is none: {status} {answer}")
        found = {key.get("kid"): key for key in keys}
        if len(found) != len(keys):
            raise Failure(f"two keys of one name are published: {answer}")
        return found

    def command(self, *arguments, stdin=""):
        """Runs a command of the same binary, with the settings that the running gateway has."""
        return subprocess.run(
            [self.binary, *arguments], cwd=self.directory.name, env=self.environment, input=stdin,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=60, check=False)


def free_port():
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _json(body):
    try:
        value = json.loads(body)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {"not an object": repr(body[:200])}

"""The gateway that the tour asks: a demo started for it, or one that runs."""

import os
import pathlib
import secrets
import signal
import socket
import subprocess
import tempfile
import time

from call import TourEnd

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILD = """
source deploy/packages.sh
prepare yes >&2
swift build "${release[@]}" >&2
swift build "${release[@]}" --show-bin-path
"""


def built():
    """The program that deploy/run runs, built by now."""
    ran = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", BUILD], cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if ran.returncode != 0:
        raise TourEnd("breakwater could not be built")
    return f"{ran.stdout.splitlines()[-1]}/breakwater"


def password():
    """One that fits the rules: all classes of letters, and not to be guessed."""
    return f"Tour-{secrets.token_hex(6)}-1"


class Demo:
    """`breakwater demo` on free ports, for as long as the `with` block lasts."""

    administrator, namespace, is_fresh = "admin", "ns1", True

    def __init__(self, binary, registry):
        self.binary = binary
        self.password = password()
        self.directory = tempfile.TemporaryDirectory(prefix="breakwater-tour-")
        port, admin = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.environment = {
            # Nothing of another gateway's.
            **{name: value for name, value in os.environ.items() if not name.startswith("BREAKWATER_")},
            "BREAKWATER_LISTEN": f"127.0.0.1:{port}", "BREAKWATER_ADMIN_LISTEN": f"127.0.0.1:{admin}",
            "BREAKWATER_POLICIES": str(ROOT / "policies"), "BREAKWATER_STATE": f"{self.directory.name}/var",
            "BREAKWATER_ADMIN_PASSWORD": self.password,
        }
        self.command = [binary, "demo", "--registry", registry]
        self.process = None

    def __enter__(self):
        log = pathlib.Path(self.directory.name) / "output"
        with open(log, "wb") as output:
            self.process = subprocess.Popen(
                self.command, cwd=self.directory.name, env=self.environment, stdin=subprocess.DEVNULL, stdout=output,
                stderr=output)
        try:
            self._await(log)
        except BaseException:
            self.__exit__()
            raise
        print(f"{' '.join(self.command)}: listens on {self.url}")
        return self

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.directory.cleanup()

    def _await(self, log):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", int(self.url.rpartition(":")[2])), timeout=5).close()
                return
            except OSError:
                time.sleep(0.05)
        raise TourEnd(f"the demo does not start; its output ends:\n{log.read_text(errors='replace')[-2_000:]}")

    def make_administrator(self, tour, token, name, word):
        """A business administrator with a namespace, made on the machine itself."""
        arguments = ["user", "add", name, "--namespace", self.namespace, "--admin", "--real-name", "Tour Guide",
                     "--phone", "13800000001", "--password-stdin"]
        print(f"\n-- on the machine: breakwater {' '.join(arguments)}")
        ran = subprocess.run(
            [self.binary, *arguments], cwd=self.directory.name, env=self.environment, input=f"{word}\n",
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=60, check=False)
        print(ran.stdout.strip())
        if ran.returncode != 0:
            raise TourEnd("the business administrator could not be made")

    def remove_administrator(self, tour, token, name):
        """Goes with the demo."""


class Running:
    """A demo that somebody else has started, which may have seen a tour before."""

    # Accounts that the API makes are in the namespace of whoever makes them.
    namespace, is_fresh = "default", False

    def __init__(self, url, administrator, word):
        self.url, self.administrator, self.password = url, administrator, word

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def make_administrator(self, tour, token, name, word):
        phone = f"1{secrets.randbelow(10 ** 10):010}"
        tour.call(
            "U11", "makes a business administrator in the administrator's namespace", token, "POST", "/v1/admin/user",
            {"user": name, "password": word, "phone": phone, "realName": "Tour Guide", "isAdmin": True})

    def remove_administrator(self, tour, token, name):
        listed = tour.call(
            "U9", "finds him again", token, "GET", "/v1/admin/user?orderBy=id&order=desc&pageSize=20", None,
            expect=f"{name} among them", holds=lambda answer: any(row["user"] == name for row in answer["data"]))
        for row in listed.get("data", []):
            if row["user"] == name:
                tour.call("U7", "removes him", token, "DELETE", f"/v1/admin/user/{row['id']}")


def free_port():
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]

"""The gateway with the demo's stand-ins behind it, as the vendors' clients and the contract's examiner meet it."""

import http.client
import json

from gateway import ADMINISTRATOR, PASSWORD, Failure, Gateway


class Demo(Gateway):
    """`breakwater demo` for as long as the `with` block lasts; `registry` is harbor or swr."""

    def __init__(self, binary, registry="harbor", settings=None):
        super().__init__(binary, "ES256", ("demo", "--registry", registry), settings)
        # Links in answers lead here, and clients follow them.
        del self.environment["BREAKWATER_EXTERNAL_URL"]
        self.users = 0

    def add_user(self, name, namespace, is_administrator=False):
        """The password of a new account in a namespace."""
        self.users += 1
        password = f"Interop-User-{self.users}"
        ran = self.command(
            "user", "add", name, "--password-stdin", "--real-name", name, "--phone", f"1380000{self.users:04}",
            "--namespace", namespace, *(["--admin"] if is_administrator else []), stdin=password + "\n")
        if ran.returncode != 0:
            raise Failure(f"`breakwater user add {name}` fails: {ran.stderr[-500:]}")
        return password

    def log_in(self, user=ADMINISTRATOR, password=PASSWORD):
        return self._token("POST", content={"user": user, "password": password})

    def send(self, method, target, token, body=None, fields=None):
        """(status, body) of a request whose target and body go out as they are."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            # Not `request`: it would refuse or mend what is meant.
            line.putrequest(method, target, skip_accept_encoding=True)
            given = {"Authorization": f"Bearer {token}", **(fields or {})}
            if body is not None:
                given = {"Content-Type": "application/json", "Content-Length": str(len(body)), **given}
            for name, value in given.items():
                line.putheader(name, value)
            line.endheaders(body)
            answer = line.getresponse()
            return answer.status, answer.read()
        except http.client.HTTPException as error:
            raise Failure(f"{method} {target} is not answered in HTTP: {error!r}") from error
        finally:
            line.close()

    def send_json(self, method, target, token, content):
        return self.send(method, target, token, json.dumps(content, ensure_ascii=False).encode())

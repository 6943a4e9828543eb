"""One call: what is sent, what should come, and what comes."""

import http.client
import json
import re
import urllib.parse

# JSON members that are nobody's business, and headers that hold a token.
SECRETS = ("password", "oldPassword", "token")
TOKEN = re.compile(r"eyJ[A-Za-z0-9_.-]+")


class TourEnd(Exception):
    """What follows makes no sense any more; the text says why."""


class Tour:
    """Makes calls and prints them; remembers what was not as it should be."""

    def __init__(self, url):
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise TourEnd(f"{url} is no address of the form http://host:port")
        self.host, self.port = parts.hostname, parts.port or 80
        self.calls, self.failures = 0, []

    def chapter(self, title):
        print(f"\n{'=' * 100}\n{title}\n{'=' * 100}", flush=True)

    def call(self, name, title, token, method, target, content=None, status=200, expect="", holds=None):
        """The JSON of the answer. `status`: one, or several that are good; `holds`: what its JSON must satisfy, which
        `expect` says in words."""
        self.calls += 1
        wanted = status if isinstance(status, tuple) else (status,)
        print(f"\n-- {name}: {title}")
        print(f"   expected: {' or '.join(map(str, wanted))}{f', {expect}' if expect else ''}")
        print(f"{method} {target}")
        if token is not None:
            print(f"Authorization: {masked(token)}")
        if content is not None:
            print(json.dumps(hidden(content), ensure_ascii=False))
        line, found, answer = self._send(method, target, token, content)
        print(f"\n{line}")
        if answer is not None:
            print(json.dumps(hidden(answer), ensure_ascii=False, indent=2))
        self._judge(f"{name}, {method} {target}", found, answer, wanted, expect, holds)
        return answer if isinstance(answer, dict) else {}

    def _judge(self, what, found, answer, wanted, expect, holds):
        if found not in wanted:
            self.fail(f"{what}: {found} instead of {' or '.join(map(str, wanted))}")
        elif found < 300 and holds is not None and not satisfied(holds, answer):
            self.fail(f"{what}: the answer is not as expected: {expect}")
        else:
            print("   as expected", flush=True)

    def fail(self, what):
        self.failures.append(what)
        print(f"   NOT AS EXPECTED: {what}", flush=True)

    def _send(self, method, target, token, content):
        """The status line, the status, and the answer's JSON (or text; None when it is empty)."""
        fields = {} if token is None else {"Authorization": f"Bearer {token}"}
        body = None
        if content is not None:
            fields["Content-Type"] = "application/json"
            body = json.dumps(content)
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            connection.request(method, target, body, fields)
            answer = connection.getresponse()
            text = answer.read().decode(errors="replace")
            return f"HTTP/1.1 {answer.status} {answer.reason}", answer.status, parsed(text)
        except (OSError, http.client.HTTPException) as error:
            raise TourEnd(f"{method} {target} has no answer: {error!r}") from error
        finally:
            connection.close()


def satisfied(holds, answer):
    """An answer of another form than expected does not."""
    try:
        return bool(holds(answer))
    except (KeyError, TypeError, IndexError, AttributeError):
        return False


def parsed(text):
    try:
        return json.loads(text) if text else None
    except ValueError:
        return text[:500]


def masked(token):
    """Enough to tell two apart, too little to use."""
    return f"Bearer {token[:8]}..."


def hidden(value):
    """The same without passwords and tokens."""
    if isinstance(value, dict):
        return {name: "..." if name in SECRETS and isinstance(member, str) else hidden(member)
                for name, member in value.items()}
    if isinstance(value, list):
        return [hidden(member) for member in value]
    return TOKEN.sub("eyJ...", value) if isinstance(value, str) else value

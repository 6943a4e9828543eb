"""Breakwater under measurement: its policies with 100 routes, its settings, its accounts and tokens."""

import dataclasses
import os
import subprocess

from exchange import Line, ask_json
from peers import Subject
from processes import Failure, free_port

ADMINISTRATOR, PASSWORD = "admin", "bench-password-of-one-run"

ROLES = """version: 1
roles:
  anonymous: {}
  pending: { number: 0 }
  approved: { number: 1 }
  member: { number: 2 }
  business-admin: { number: 3, includes: [member] }
  system-admin: { number: 4, includes: [business-admin] }
"""

# (id, method, path, role): what the gateway answers itself.
LOCAL = [
    ("login", "POST", "/v1/authorization", "anonymous"),
    ("refresh", "PUT", "/v1/authorization", "member"),
    ("register", "POST", "/v1/user", "anonymous"),
    ("user-list", "GET", "/v1/admin/user", "business-admin"),
    ("user-status", "PUT", "/v1/admin/user/{userId}", "system-admin"),
]
ROUTES = 100


def start(bench, binary, algorithm, loops=1, settings=None, name=None, policies=None):
    """Breakwater, its logs off, with the token of its administrator.

    `loops`: of events; None leaves the default. `settings`: more of its environment. `name`: of its folder. `policies`:
    text by file name, instead of the 100 routes; those that are there already need not be among them.
    """
    name = name or f"breakwater-{algorithm.lower()}-{loops or 'default'}"
    folder = policy_folder(bench, name)
    if policies is None:
        policies = {**surroundings(bench), "routes/bench.yaml": routes_file(bench_routes())}
    for file, text in policies.items():
        bench.write(folder / file, text)
    port, admin = free_port(), free_port()
    state = bench.directory / name / "var"
    environment = {
        "BREAKWATER_LISTEN": f"127.0.0.1:{port}",
        "BREAKWATER_ADMIN_LISTEN": f"127.0.0.1:{admin}",
        "BREAKWATER_POLICIES": str(folder),
        "BREAKWATER_STATE": str(state),
        "BREAKWATER_STORE": f"sqlite:{state}/breakwater.db",
        # An empty value is none.
        "BREAKWATER_EVENT_LOOPS": str(loops or ""),
        "BREAKWATER_TOKEN_ALGORITHM": algorithm,
        "BREAKWATER_TOKEN_LIFETIME": "86400s",
        # Not shorter than one token's.
        "BREAKWATER_SESSION_LIFETIME": "86400s",
        "BREAKWATER_ADMIN_USER": ADMINISTRATOR,
        "BREAKWATER_ADMIN_PASSWORD": PASSWORD,
        "BREAKWATER_ACCESS_LOG": "off",
        "BREAKWATER_DECISION_LOG": "off",
        "BREAKWATER_AUDIT_LOG": "off",
        **(settings or {}),
    }
    process = bench.processes.start(name, [binary, "serve"], port, environment)
    token = log_in(port, ADMINISTRATOR, PASSWORD)
    return Subject(f"Breakwater {algorithm}", port, process.pid, token, admin=admin, environment=environment)


def log_in(port, name, password):
    """The token that a login gives."""
    with Line(port) as line:
        return ask_json(line, "POST", "/v1/authorization", content={"user": name, "password": password})["token"]


def policy_folder(bench, name):
    return bench.directory / name / "policies"


def surroundings(bench, upstreams=None):
    """What policies need beside routes, as text by file name. `upstreams`: port by name, beside origin and sink."""
    ports = {"origin": bench.origin, "sink": bench.sink, **(upstreams or {})}
    lines = "".join(f'  {name}: {{ url: "http://127.0.0.1:{port}" }}\n' for name, port in ports.items())
    return {"roles.yaml": ROLES, "upstreams.yaml": f"version: 1\nupstreams:\n{lines}"}


def routes_file(routes):
    return "version: 1\nroutes:\n" + "".join(routes)


def account_routes():
    """What the gateway answers itself."""
    for identity, method, path, role in LOCAL:
        yield _local(identity, method, path, role)


def in_turn(subject, count):
    """The same server twice: with one token, and with `count` that are all good and all different."""
    with Line(subject.port) as line:
        tokens = [ask_json(line, "PUT", "/v1/authorization", subject.token)["token"] for _ in range(count)]
    if len({subject.token, *tokens}) != count + 1:
        raise Failure("a refresh gave a token that was there already")
    one = dataclasses.replace(subject, name=f"{subject.name}, 1 token", tokens=[subject.token])
    return [one, dataclasses.replace(subject, name=f"{subject.name}, {count:,} tokens", tokens=tokens)]


def add_member(subject, binary, name, password, namespace):
    """A member of that namespace, whom only a command can make; gives his token."""
    command = [
        binary, "user", "add", name, "--real-name", "Bench", "--phone", "1000003", "--namespace", namespace,
        "--password-stdin"]
    made = subprocess.run(
        command, input=f"{password}\n", text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, **subject.environment})
    if made.returncode != 0:
        raise Failure(f"no account for {name}: {made.stdout[-2_000:]}")
    return log_in(subject.port, name, password)


def add_account(subject, name, password, phone, status):
    """An account as a stranger asks for it and the administrator then decides."""
    form = {"user": name, "password": password, "phone": phone, "realName": "Bench", "isAdmin": False}
    with Line(subject.port) as line:
        ask_json(line, "POST", "/v1/user", content=form)
        users = ask_json(line, "GET", "/v1/admin/user", subject.token)["data"]
        identity = next(user["id"] for user in users if user["user"] == name)
        ask_json(line, "PUT", f"/v1/admin/user/{identity}", subject.token, {"status": status})


def bench_routes(count=ROUTES):
    """The three that are measured, those of accounts, and as many others among which they have to be found."""
    yield from account_routes()
    yield relay("relay", "GET", "/relay/{rest...}", "rest: any", "origin", "anonymous")
    yield relay("secure", "GET", "/secure/{rest...}", "rest: any", "origin", "member")
    yield relay("push", "POST", "/push/{rest...}", "rest: any", "sink", "anonymous")
    for number in range(count - len(LOCAL) - 3):
        path = f"/api/group{number % 8}/service{number}/{{project}}/items/{{item}}"
        yield relay(f"filler-{number}", "GET, PUT", path, "project: oci-project, item: int64", "origin", "member")


def _local(identity, method, path, role):
    parameters = "\n    params: { userId: any }" if "{userId}" in path else ""
    return f"""  - id: {identity}
    match: {{ methods: [{method}], path: "{path}" }}{parameters}
    to: {{ local: {identity} }}
    access: {{ allow: [ {{ roles: [{role}] }} ] }}
"""


def relay(identity, methods, path, parameters, upstream, role, target=None):
    """`target`: its path upstream, if that is another one."""
    target = (target or path).replace("...}", "}")
    return f"""  - id: {identity}
    match: {{ methods: [{methods}], path: "{path}" }}
    params: {{ {parameters} }}
    to: {{ upstream: {upstream}, path: "{target}" }}
    access: {{ allow: [ {{ roles: [{role}] }} ] }}
    limits: {{ body: unlimited }}
"""

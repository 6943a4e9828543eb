"""Breakwater under measurement: its policies with 100 routes, its settings, its accounts and tokens."""

import dataclasses

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


def start(bench, binary, algorithm, loops=1, settings=None):
    """Breakwater, its logs off, with the token of its administrator.

    `loops`: of events; None leaves the default. `settings`: more of its environment.
    """
    name = f"breakwater-{algorithm.lower()}-{loops or 'default'}"
    bench.write(f"{name}/policies/roles.yaml", ROLES)
    bench.write(f"{name}/policies/upstreams.yaml", f"""version: 1
upstreams:
  origin: {{ url: "http://127.0.0.1:{bench.origin}" }}
  sink: {{ url: "http://127.0.0.1:{bench.sink}" }}
""")
    bench.write(f"{name}/policies/routes/bench.yaml", "version: 1\nroutes:\n" + "".join(_routes()))
    port, admin = free_port(), free_port()
    state = bench.directory / name / "var"
    process = bench.processes.start(name, [binary, "serve"], port, {
        "BREAKWATER_LISTEN": f"127.0.0.1:{port}",
        "BREAKWATER_ADMIN_LISTEN": f"127.0.0.1:{admin}",
        "BREAKWATER_POLICIES": str(bench.directory / name / "policies"),
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
    })
    with Line(port) as line:
        token = ask_json(line, "POST", "/v1/authorization", content={"user": ADMINISTRATOR, "password": PASSWORD})
    return Subject(f"Breakwater {algorithm}", port, process.pid, token["token"])


def in_turn(subject, count):
    """The same server twice: with one token, and with `count` that are all good and all different."""
    with Line(subject.port) as line:
        tokens = [ask_json(line, "PUT", "/v1/authorization", subject.token)["token"] for _ in range(count)]
    if len({subject.token, *tokens}) != count + 1:
        raise Failure("a refresh gave a token that was there already")
    one = dataclasses.replace(subject, name=f"{subject.name}, 1 token", tokens=[subject.token])
    return [one, dataclasses.replace(subject, name=f"{subject.name}, {count:,} tokens", tokens=tokens)]


def add_account(subject, name, password, phone, status):
    """An account as a stranger asks for it and the administrator then decides."""
    form = {"user": name, "password": password, "phone": phone, "realName": "Bench", "isAdmin": False}
    with Line(subject.port) as line:
        ask_json(line, "POST", "/v1/user", content=form)
        users = ask_json(line, "GET", "/v1/admin/user", subject.token)["data"]
        identity = next(user["id"] for user in users if user["user"] == name)
        ask_json(line, "PUT", f"/v1/admin/user/{identity}", subject.token, {"status": status})


def _routes():
    """The three that are measured, those of accounts, and as many others among which they have to be found."""
    for identity, method, path, role in LOCAL:
        yield _local(identity, method, path, role)
    yield _relay("relay", "GET", "/relay/{rest...}", "rest: any", "origin", "anonymous")
    yield _relay("secure", "GET", "/secure/{rest...}", "rest: any", "origin", "member")
    yield _relay("push", "POST", "/push/{rest...}", "rest: any", "sink", "anonymous")
    for number in range(ROUTES - len(LOCAL) - 3):
        path = f"/api/group{number % 8}/service{number}/{{project}}/items/{{item}}"
        yield _relay(f"filler-{number}", "GET, PUT", path, "project: oci-project, item: int64", "origin", "member")


def _local(identity, method, path, role):
    parameters = "\n    params: { userId: any }" if "{userId}" in path else ""
    return f"""  - id: {identity}
    match: {{ methods: [{method}], path: "{path}" }}{parameters}
    to: {{ local: {identity} }}
    access: {{ allow: [ {{ roles: [{role}] }} ] }}
"""


def _relay(identity, methods, path, parameters, upstream, role):
    target = path.replace("...}", "}")
    return f"""  - id: {identity}
    match: {{ methods: [{methods}], path: "{path}" }}
    params: {{ {parameters} }}
    to: {{ upstream: {upstream}, path: "{target}" }}
    access: {{ allow: [ {{ roles: [{role}] }} ] }}
    limits: {{ body: unlimited }}
"""

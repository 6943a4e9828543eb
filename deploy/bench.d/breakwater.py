"""Breakwater under measurement: its policies with 100 routes, its settings, its login."""

import json
import urllib.request

from peers import Subject
from processes import free_port

PASSWORD = "bench-password-of-one-run"

ROLES = """version: 1
roles:
  anonymous: {}
  pending: { number: 0 }
  approved: { number: 1 }
  member: { number: 2 }
  business-admin: { number: 3, includes: [member] }
  system-admin: { number: 4, includes: [business-admin] }
"""

LOGIN = """version: 1
routes:
  - id: login
    match: { methods: [POST], path: "/v1/authorization" }
    to: { local: login }
    access: { allow: [ { roles: [anonymous] } ] }
"""


def start(bench, binary, algorithm):
    """Breakwater on one event loop, its logs off, with the token of its administrator."""
    name = f"breakwater-{algorithm.lower()}"
    bench.write(f"{name}/policies/roles.yaml", ROLES)
    bench.write(f"{name}/policies/upstreams.yaml", f"""version: 1
upstreams:
  origin: {{ url: "http://127.0.0.1:{bench.origin}" }}
  sink: {{ url: "http://127.0.0.1:{bench.sink}" }}
""")
    bench.write(f"{name}/policies/routes/bench.yaml", LOGIN + "".join(_routes()))
    port, admin = free_port(), free_port()
    state = bench.directory / name / "var"
    process = bench.processes.start(name, [binary, "serve"], port, {
        "BREAKWATER_LISTEN": f"127.0.0.1:{port}",
        "BREAKWATER_ADMIN_LISTEN": f"127.0.0.1:{admin}",
        "BREAKWATER_POLICIES": str(bench.directory / name / "policies"),
        "BREAKWATER_STATE": str(state),
        "BREAKWATER_STORE": f"sqlite:{state}/breakwater.db",
        "BREAKWATER_EVENT_LOOPS": "1",
        "BREAKWATER_TOKEN_ALGORITHM": algorithm,
        "BREAKWATER_TOKEN_LIFETIME": "86400",
        "BREAKWATER_ADMIN_USER": "admin",
        "BREAKWATER_ADMIN_PASSWORD": PASSWORD,
        "BREAKWATER_ACCESS_LOG": "off",
        "BREAKWATER_DECISION_LOG": "off",
        "BREAKWATER_AUDIT_LOG": "off",
    })
    return Subject(f"Breakwater {algorithm}", port, process.pid, _login(port))


def _login(port):
    body = json.dumps({"user": "admin", "password": PASSWORD}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/v1/authorization", body, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)["token"]


def _routes():
    """With the login, 100: the three that are measured and 96 among which they have to be found."""
    yield _relay("relay", "GET", "/relay/{rest...}", "rest: any", "origin", "anonymous")
    yield _relay("secure", "GET", "/secure/{rest...}", "rest: any", "origin", "member")
    yield _relay("push", "POST", "/push/{rest...}", "rest: any", "sink", "anonymous")
    for number in range(96):
        path = f"/api/group{number % 8}/service{number}/{{project}}/items/{{item}}"
        yield _relay(f"filler-{number}", "GET, PUT", path, "project: oci-project, item: int64", "origin", "member")


def _relay(identity, methods, path, parameters, upstream, role):
    target = path.replace("...}", "}")
    return f"""  - id: {identity}
    match: {{ methods: [{methods}], path: "{path}" }}
    params: {{ {parameters} }}
    to: {{ upstream: {upstream}, path: "{target}" }}
    access: {{ allow: [ {{ roles: [{role}] }} ] }}
    limits: {{ body: unlimited }}
"""

"""Policies with many routes and rules: what a request costs among them, and what it takes to compile them."""

import dataclasses
import json
import pathlib
import subprocess
import sys

import breakwater
from cases import Sample, SmallAnswers
from exchange import Line, request
from load import Wrk
from peers import JSON_1K
from processes import Failure

SIZES = [10, 100, 1_000, 10_000]
# Their numbers have five digits.
MOST_ROUTES = 100_000
ROUTES_A_FILE = 1_000
# Of one policy file.
MOST_BYTES = 1 << 20

MEMBER, PASSWORD, NAMESPACE = "bench-member", "Bench-Pass-1", "ns1"
ITEM = 4_711
# The rule's condition does not hold for it.
NO_ITEM = 13


@dataclasses.dataclass
class Compilation:
    seconds: float
    cpu: float
    peak: float
    """MiB."""


@dataclasses.dataclass
class Found:
    routes: int
    """Beside those of accounts."""
    files: int
    size: float
    """MiB of YAML."""
    runs: list[Sample]
    compilations: list[Compilation]


def route_files(count, when):
    """Routes with their rules, as text by file name. `when`: whether the rules have conditions."""
    numbers = range(count)
    files = {}
    for start in numbers[::ROUTES_A_FILE]:
        text = breakwater.routes_file(_route(number, when) for number in numbers[start:start + ROUTES_A_FILE])
        if len(text) >= MOST_BYTES:
            raise Failure(f"a policy file of {len(text)} bytes: {ROUTES_A_FILE} routes are too many")
        files[f"routes/part{start // ROUTES_A_FILE:02}.yaml"] = text
    return files


def path(number, item=ITEM):
    """As long for one number as for another: a request among ten routes has as many bytes as one among thousands."""
    return f"/api/group{number % 8}/service{number:05}/items/{item}"


def _route(number, when):
    condition = f""", when: "principal.namespace == '{NAMESPACE}' and item != {NO_ITEM}\"""" if when else ""
    return f"""  - id: service-{number:05}
    match: {{ methods: [GET], path: "{path(number, '{item}')}" }}
    params: {{ item: int64 }}
    to: {{ upstream: origin, path: "/items/{{item}}" }}
    access:
      allow:
        - {{ roles: [member], users: [{MEMBER}, reader-{number:05}, writer-{number:05}]{condition} }}
      deny:
        - {{ users: [barred-{number:05}], reason: "barred from service {number:05}" }}
"""


def measure(bench, binary, options, say):
    """All numbers of routes in turn, round after round; compiling first, while no gateway runs."""
    wrk = Wrk(bench.directory)
    sizes = options.routes
    names = {count: f"policies-{count}" for count in sizes}
    parts = {count: route_files(count, options.when) for count in sizes}
    found = {
        count: Found(count, len(parts[count]), sum(map(len, parts[count].values())) / (1 << 20), [], [])
        for count in sizes}
    for count in sizes:
        policies = {**breakwater.surroundings(bench), **parts[count]}
        policies["routes/accounts.yaml"] = breakwater.routes_file(breakwater.account_routes())
        folder = breakwater.policy_folder(bench, names[count])
        for file, text in policies.items():
            bench.write(folder / file, text)
        check(binary, folder, count + len(breakwater.LOCAL))
    for number in range(options.rounds):
        for count in sizes:
            found[count].compilations.append(compilation(binary, breakwater.policy_folder(bench, names[count])))
        costs = ", ".join(f"{one.routes:,}: {one.compilations[-1].seconds:.2f}" for one in found.values())
        say(f"compiling, round {number + 1}: seconds: {costs}")

    cases = {}
    for count in sizes:
        say(f"starting breakwater with {count:,} routes")
        cases[count] = _start(bench, binary, names[count], count, options.when)
    for case, subject in cases.values():
        case.verify(subject)
        case.warm(subject, wrk)
    for number in range(options.rounds):
        # Another one is the first each time: none always comes behind the same other one.
        turn = number % len(sizes)
        for count in sizes[turn:] + sizes[:turn]:
            case, subject = cases[count]
            found[count].runs.append(case.measure(subject, wrk, options))
        costs = ", ".join(f"{one.routes:,}: {one.runs[-1].cost:.2f}" for one in found.values())
        say(f"round {number + 1}: CPU µs/request: {costs}")
    for case, subject in cases.values():
        case.verify(subject)
    return list(found.values())


def _start(bench, binary, name, count, when):
    """The case, and the gateway with the token of a member whom the rules name."""
    administrator = breakwater.start(bench, binary, "ES256", name=name, policies={})
    token = breakwater.add_member(administrator, binary, MEMBER, PASSWORD, NAMESPACE)
    subject = dataclasses.replace(administrator, name=f"{count:,} routes", token=token)
    middle = count // 2
    check_rules(administrator, subject, middle, when)
    return SmallAnswers(name, subject.name, path(middle), JSON_1K.encode(), secure=True), subject


def check(binary, folder, routes):
    """What is compiled below is what is meant, and nothing is wrong with it."""
    run = subprocess.run(
        [binary, "policy", "check", "--policies", folder, "--format", "json"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    # 1 is that of findings.
    if run.returncode not in (0, 1):
        raise Failure(f"`policy check` ends with {run.returncode}: {run.stderr[-2_000:]}")
    seen = json.loads(run.stdout)
    for finding in seen["findings"]:
        raise Failure(
            f"{len(seen['findings'])} findings in the policies with {routes} routes, the first in {finding['file']}, "
            f"line {finding['line']}: {finding['message']}")
    if seen["routes"] != routes:
        raise Failure(f"{seen['routes']} routes are compiled, not {routes}")


def check_rules(administrator, member, number, when):
    """The rules decide: whom none of them names is refused, and so is an item for which the condition does not hold."""
    expected = [(administrator, ITEM, 403), (member, ITEM, 200), (member, NO_ITEM, 403 if when else 200)]
    with Line(member.port) as line:
        for caller, item, status in expected:
            answer = line.ask(request("GET", path(number, item), caller.token))
            if answer.status != status:
                raise Failure(
                    f"{member.name}: {path(number, item)} is answered with {answer.status}, not {status}: "
                    f"{answer.body[:300].decode(errors='replace')}")


def compilation(binary, folder):
    """`policy check`, from the start of its process to its end."""
    script = pathlib.Path(__file__).resolve().parent / "cost.py"
    # -I -S: a Python without anything beside it, which is small.
    run = subprocess.run(
        [sys.executable, "-I", "-S", "-B", script, binary, "policy", "check", "--policies", folder],
        stdout=subprocess.PIPE, text=True)
    if run.returncode != 0:
        raise Failure(f"`policy check` ends with {run.returncode}")
    return Compilation(**json.loads(run.stdout))

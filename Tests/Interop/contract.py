#!/usr/bin/env python3
"""Whether the gateway does what /openapi.json says: PyPI's `schemathesis` makes requests of the description, good ones
and bad ones, and compares each answer with it.

    python3 Tests/Interop/contract.py --binary .build/debug/breakwater

No answer may be a failure of the gateway (5xx, but for what the description says is not built), have a status or a
content type that is not described, or a body that does not fit its schema; a method that is not described is 405. What
the gateway does not carry out itself has to say so, and nothing else, and of the rest more than half has to be carried
out. The requests are the system administrator's, and the same each time. What would end his session in the middle goes
to others, see contract_hooks.py. The demo runs on free ports and in a temporary directory, and is stopped again. Exit
code 0: all holds; 1: something does not, and is said; 77: schemathesis is not there.
"""

import importlib.metadata
import os
import pathlib
import subprocess
import sys
import tempfile

sys.dont_write_bytecode = True

from demo import Demo
from gateway import Failure
from report import arguments_parser, parsed

HERE = pathlib.Path(__file__).resolve().parent
SKIPPED = 77
CHECKS = [
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method",
]
# Each request by itself: sequences of them are for tests that know what they mean.
PHASES = ["examples", "coverage", "fuzzing"]
RUN = "import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())"
# Where the gateway does not carry out an operation itself, as x-standing says: the one failure that is right there.
# What is planned is 501, and the demo has no service to hand anything on to.
FAILURES = {"planned": 501, "handed-on": 503}
# As x-roles names who asks, and anybody; what he gets where he is not among them.
ASKING = {"system-admin", "anonymous"}
REFUSAL = 403
# Seconds after which something hangs.
PATIENCE = 600


def examine(binary, registry, examples, seed):
    """Whether all holds."""
    # Wrong passwords are a part of it, and here one client sends all of them.
    settings = {"BREAKWATER_THROTTLE_ADDRESS": "100000", "BREAKWATER_THROTTLE_TOTAL": "100000"}
    with Demo(binary, registry, settings) as demo, tempfile.TemporaryDirectory(prefix="breakwater-contract-") as place:
        token, answers = demo.log_in(), pathlib.Path(place, "answers")
        environment = {
            **os.environ, "PYTHONPATH": str(HERE), "PYTHONDONTWRITEBYTECODE": "1",
            "SCHEMATHESIS_HOOKS": "contract_hooks", "CONTRACT_PORT": str(demo.port), "CONTRACT_TOKEN": token,
            "CONTRACT_ANSWERS": str(answers),
            # Who is banned, deleted, and given passwords, and who is logged out.
            "CONTRACT_VICTIM": str(number_of(demo, "contract-victim")),
            "CONTRACT_LEAVER": demo.add_user("contract-leaver", "ns1"),
        }
        statuses = expected_of(demo, token)
        pathlib.Path(place, "schemathesis.toml").write_text(expectations(statuses), encoding="utf-8")
        command = [
            sys.executable, "-c", RUN, "run", f"{demo.url}/openapi.json", "--checks", ",".join(CHECKS),
            "--phases", ",".join(PHASES), "--max-examples", str(examples), "--seed", str(seed),
            "--generation-database", "none",
            # The hooks log in; a made-up token would only say 401.
            "--generation-with-security-parameters", "false", "--continue-on-failure", "--request-timeout", "30",
            "--suppress-health-check", "all", "--no-color", "--warnings", "off",
        ]
        ran = subprocess.run(
            command, cwd=place, env=environment, stdin=subprocess.DEVNULL, timeout=PATIENCE, check=False)
        return ran.returncode == 0 and is_of_use(demo, token, answers, statuses)


def expected_of(demo, token):
    """By its operationId what an operation has to answer that the gateway does not carry out; None for the others."""
    _, document = demo.ask("GET", "/openapi.json", token)
    return {
        operation["operationId"]: expected(operation)
        for methods in document["paths"].values() for operation in methods.values()}


def expected(operation):
    standing = operation.get("x-standing")
    if standing is None:
        return None
    return FAILURES[standing] if ASKING & set(operation["x-roles"]) else REFUSAL


def expectations(statuses):
    """The settings of schemathesis that let through the failures that are right."""
    lines = []
    for identifier, status in sorted(statuses.items()):
        if status is not None and status >= 500:
            lines += [
                "[[operations]]", f'include-operation-id = "{identifier}"',
                f'checks.not_a_server_error.expected-statuses = ["2xx", "3xx", "4xx", "{status}"]']
    return "\n".join(lines) + "\n"


def is_of_use(demo, token, answers, statuses):
    """Whether it was the administrator who asked, to the end, and for things that there are: all refusals are described
    as well."""
    status, reason = demo.judge(f"Bearer {token}")
    if status != 200:
        print(f"the administrator's session has ended on the way: {status} {reason}")
    return all([status == 200, were_answered(answers.read_text(encoding="utf-8"), statuses)])


def were_answered(answers, statuses):
    """Whether more than half of what the gateway carries out was carried out, and all the rest said what it has to."""
    codes = {operation: set() for operation in statuses}
    for line in answers.splitlines():
        operation, code = line.split()
        codes[operation].add(int(code))
    own = {operation for operation, status in statuses.items() if status is None}
    done = {operation for operation in own if any(200 <= code < 300 for code in codes[operation])}
    print(f"{len(done)} of {len(own)} operations were carried out; only refused: {', '.join(sorted(own - done))}")
    wrong = 0
    for operation, status in sorted(statuses.items()):
        # Requests that are wrong in themselves are refused before.
        said = {code for code in codes[operation] if code == status or not 400 <= code < 500}
        if status is not None and said != {status}:
            print(f"{operation} has to say {status}, and has said {sorted(said) or 'nothing'}")
            wrong += 1
    return len(done) > len(own) / 2 and wrong == 0


def number_of(demo, name):
    """The number of a new account."""
    demo.add_user(name, "ns1")
    _, answer = demo.ask("GET", "/v1/admin/user?pageSize=100", demo.log_in())
    return next(row["id"] for row in answer["data"] if row["user"] == name)


def arguments():
    parser = arguments_parser(__doc__)
    parser.add_argument("--registry", choices=("harbor", "swr"), default="harbor", help="what manages the images")
    parser.add_argument("--examples", type=int, default=20, metavar="N", help="requests made up of each operation")
    parser.add_argument("--seed", type=int, default=1, help="other requests with another one")
    return parsed(parser)


def main():
    options = arguments()
    try:
        import schemathesis  # noqa: F401
    except ImportError as error:
        print(f"skipped: PyPI's schemathesis is not there ({error})")
        return SKIPPED
    print(f"schemathesis {importlib.metadata.version('schemathesis')}, registry {options.registry}", flush=True)
    try:
        return 0 if examine(options.binary, options.registry, options.examples, options.seed) else 1
    except (Failure, OSError, subprocess.SubprocessError, StopIteration) as error:
        print(f"the examination came to its end ({type(error).__name__}: {error})")
        return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

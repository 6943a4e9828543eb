#!/usr/bin/env python3
"""Whether the gateway does what /openapi.json says: PyPI's `schemathesis` makes requests of the description, good ones
and bad ones, and compares each answer with it.

    python3 Tests/Interop/contract.py --binary .build/debug/breakwater

No answer may be a failure of the gateway (5xx), have a status or a content type that is not described, or a body that
does not fit its schema. The requests are the system administrator's, and the same each time. What would end his session
in the middle goes to others, see contract_hooks.py. The demo runs on free ports and in a temporary directory, and is
stopped again. Exit code 0: all holds; 1: something does not, and is said; 77: schemathesis is not there.
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
    "response_schema_conformance",
]
# Each request by itself: sequences of them are for tests that know what they mean.
PHASES = ["examples", "coverage", "fuzzing"]
RUN = "import sys; from schemathesis.cli import schemathesis; sys.exit(schemathesis())"
# Methods that no operation has and that are tried nevertheless: all that schemathesis knows but TRACE. No route can
# take that one, so the gateway says 501 on any path (RFC 9110 §15.6.2), which here would count as its failure.
METHODS = ["DELETE", "GET", "OPTIONS", "PATCH", "POST", "PUT", "QUERY"]
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
        pathlib.Path(place, "schemathesis.toml").write_text(
            f"[phases.coverage]\nunexpected-methods = {METHODS}\n", encoding="utf-8")
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
        return ran.returncode == 0 and is_of_use(demo, token, answers)


def is_of_use(demo, token, answers):
    """Whether it was the administrator who asked, to the end, and for things that there are: all refusals are described
    as well."""
    status, reason = demo.judge(f"Bearer {token}")
    if status != 200:
        print(f"the administrator's session has ended on the way: {status} {reason}")
    done, asked = set(), set()
    for line in answers.read_text(encoding="utf-8").splitlines():
        operation, code = line.split()
        asked.add(operation)
        if code.startswith("2"):
            done.add(operation)
    print(f"{len(done)} of {len(asked)} operations were carried out; only refused: {', '.join(sorted(asked - done))}")
    return status == 200 and len(done) > len(asked) / 2


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

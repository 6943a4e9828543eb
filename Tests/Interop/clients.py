#!/usr/bin/env python3
"""Whether the vendors' own clients, as they are, work with the gateway where their server was.

Tests of the modules ask in ways that their authors thought of. Here PyPI's `harborapi` and `cvat-sdk` talk to the demo
through the gateway, and the signer of `huaweicloudsdkcore` judges what the gateway has signed.

    python3 Tests/Interop/clients.py --binary .build/debug/breakwater

What it needs is in requirements.txt beside it; `deploy/test` installs that apart from the system. A client that is not
there is skipped, and that is said. Gateways run on free ports and in temporary directories, and are stopped again.
Exit code 0: all holds; 1: something does not, and is said; 77: everything was skipped.
"""

import importlib
import importlib.metadata
import os
import sys
import traceback

sys.dont_write_bytecode = True

from report import Report, arguments_parser, parsed

# The client of a group, the module that examines it, and PyPI's name of it.
GROUPS = {
    "harbor": ("harborapi", "harbor_client", "harborapi"),
    "cvat": ("cvat_sdk", "cvat_client", "cvat-sdk"),
    "swr": ("huaweicloudsdkcore", "swr_signer", "huaweicloudsdkcore"),
}
SKIPPED = 77
HERE = os.path.dirname(os.path.abspath(__file__))


def lacking(package):
    """Why a client cannot be used, or None."""
    try:
        importlib.import_module(package)
    except ImportError as error:
        return str(error)
    return None


def examine(report, binary, module):
    try:
        importlib.import_module(module).examine(report, binary)
    # Whatever a client raises where it should not have: its exceptions have no common parent.
    except Exception as error:
        report.check(False, f"the examination came to its end at {place(error)} ({type(error).__name__}: {error})")


def place(error):
    """The last line of this directory's that it came through."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__)
              if os.path.dirname(os.path.abspath(frame.filename)) == HERE]
    return f"{os.path.basename(frames[-1].filename)}:{frames[-1].lineno}" if frames else "an unknown place"


def arguments():
    parser = arguments_parser(__doc__)
    parser.add_argument("--only", action="append", choices=GROUPS, help="only this one; may be repeated")
    parser.add_argument("--verbose", action="store_true", help="say what holds, too")
    return parsed(parser)


def main():
    options = arguments()
    report = Report(options.verbose)
    for report.subject in options.only or GROUPS:
        package, module, name = GROUPS[report.subject]
        why = lacking(package)
        if why is not None:
            print(f"{report.subject}: skipped: PyPI's {name} is not there ({why})", flush=True)
            continue
        held, failed = report.held, report.failed
        examine(report, options.binary, module)
        version = importlib.metadata.version(name)
        print(f"{report.subject}: {report.held - held} hold, {report.failed - failed} do not, with {name} {version}",
              flush=True)
    if not report.held + report.failed:
        return SKIPPED
    print(f"{report.failed} of {report.held + report.failed} checks failed" if report.failed else
          f"all {report.held} checks hold")
    return 1 if report.failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)

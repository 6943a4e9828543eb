"""What an examination is of, and what it has found."""

import argparse
import os
import sys


def arguments_parser(about):
    """Takes the program to be examined; the examination adds what it takes besides."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True, metavar="PATH", help="the breakwater to examine")
    return parser


def parsed(parser):
    options = parser.parse_args()
    options.binary = os.path.abspath(options.binary)
    if not os.access(options.binary, os.X_OK):
        sys.exit(f"{options.binary} is no program: build it first")
    return options


class Report:
    """What was checked. Says what does not hold at once, and the rest only when asked."""

    def __init__(self, verbose):
        self.verbose = verbose
        self.subject = ""
        self.held = self.failed = 0

    def check(self, holds, what, found=""):
        """`found` is what came instead."""
        if holds:
            self.held += 1
            if self.verbose:
                print(f"{self.subject}: holds: {what}")
        else:
            self.failed += 1
            print(f"{self.subject}: FAILED: {what}{f'; found: {found}' if found != '' else ''}", flush=True)

    def equal(self, found, wanted, what):
        self.check(found == wanted, f"{what}: {wanted!r}", repr(found))

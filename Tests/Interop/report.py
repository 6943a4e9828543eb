"""What an examination has found."""


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

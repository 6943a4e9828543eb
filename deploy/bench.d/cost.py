"""What a command costs: run as `python3 -B cost.py COMMAND …`, it prints wall and CPU seconds and peak MiB as JSON.

A process of its own, and a small one: the peak that the kernel keeps begins with that of the process's parent.
"""

import json
import os
import sys
import time


def main(command):
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.execvp(command[0], command)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    # The greatest VmHWM (proc_pid_status(5)) that the process had, in KiB (getrusage(2)).
    print(json.dumps({
        "seconds": seconds, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / 1024}))
    return os.waitstatus_to_exitcode(status)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

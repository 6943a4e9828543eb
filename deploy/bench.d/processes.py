"""Processes under measurement: started, watched through /proc, and stopped by their ids, whatever happens."""

import contextlib
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

TICK = os.sysconf("SC_CLK_TCK")


class Failure(Exception):
    """The benchmark cannot go on; the text says why."""


def free_port():
    """A port that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def tree(root):
    """The process and all its descendants (nginx and Envoy work in children)."""
    children = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            with contextlib.suppress(OSError):
                children.setdefault(_stat(int(entry))[1], []).append(int(entry))
    found, waiting = [], [root]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        waiting += children.get(pid, [])
    return found


def _stat(pid):
    """(CPU seconds, parent) from /proc/PID/stat; the name in parentheses may hold anything."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK, int(fields[1])


def cpu_seconds(root):
    """User and system time of the process tree so far."""
    total = 0.0
    for pid in tree(root):
        with contextlib.suppress(OSError):
            total += _stat(pid)[0]
    return total


def rss_mib(root):
    """Resident memory of the process tree."""
    total = 0
    for pid in tree(root):
        with contextlib.suppress(OSError):
            with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
                for line in file:
                    if line.startswith("VmRSS:"):
                        total += int(line.split()[1])
    return total / 1024


class Processes:
    """Everything that was started. Leaving the `with` block stops it all, the newest first."""

    def __init__(self, directory):
        self.directory = directory
        self.running = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for process in reversed(self.running):
            stop(process)

    def start(self, name, command, port=None, environment=None, path="/"):
        """Starts a server and waits until it answers HTTP on `port`."""
        log = self.directory / f"{name}.log"
        with open(log, "wb") as output:
            process = subprocess.Popen(
                [str(part) for part in command], stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                env={**os.environ, **(environment or {})}, start_new_session=True, cwd=self.directory)
        self.running.append(process)
        if port is not None:
            self._await(name, process, port, path, log)
        return process

    def stop_one(self, pid):
        """Stops the process of that id."""
        for process in [process for process in self.running if process.pid == pid]:
            stop(process)
            self.running.remove(process)

    @staticmethod
    def _await(name, process, port, path, log):
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if process.poll() is not None:
                break
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=2).close()
                return
            except urllib.error.HTTPError:
                return
            except OSError:
                time.sleep(0.05)
        tail = log.read_text(errors="replace")[-2_000:]
        raise Failure(f"{name} does not answer on port {port}; its output ends:\n{tail}")


class Client:
    """A script beside this one in a process of its own, for as long as the `with` block lasts.

    The script takes a token on the first line of its input, says `ready` once it has been answered, goes on until its
    input is closed, and then prints what it saw as JSON.
    """

    def __init__(self, script, arguments, token):
        self.script, self.token = script, token
        path = pathlib.Path(__file__).resolve().parent / script
        # -B: the working copy stays as it is.
        self.process = subprocess.Popen(
            [sys.executable, "-B", path, *map(str, arguments)], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        try:
            self.process.stdin.write(f"{self.token}\n")
            self.process.stdin.flush()
            if self.process.stdout.readline() != "ready\n":
                raise Failure(f"{self.script} gets no answer: see above")
        except BaseException:
            self.__exit__()
            raise
        return self

    def finish(self):
        """Ends it, and gives what it saw."""
        self.process.stdin.close()
        text = self.process.stdout.read()
        if self.process.wait() != 0:
            raise Failure(f"{self.script} failed: see above")
        return json.loads(text)

    def __exit__(self, *_):
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def stop(process):
    """Ends a process and the group it leads: politely, then not."""
    with contextlib.suppress(ProcessLookupError):
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=5)
        os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=5)

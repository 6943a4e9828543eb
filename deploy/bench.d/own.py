"""What is measured instead of the cases, each by a word of its own on the command line."""

import dataclasses
import typing

import login
import policy
import reload
import report
import translate


@dataclasses.dataclass
class Own:
    measure: typing.Callable
    """Gives a list of data classes."""
    needs: list[str]
    """Programs."""
    head: str
    """The first line of the report, with options in braces."""
    parts: list[typing.Callable]
    """Each makes a piece of Markdown of what was found."""


OWN = {
    "login": Own(
        login.measure, ["nginx", "openssl"],
        "{rounds} rounds, each {duration} s without and then with a storm of logins. Median (least–greatest).",
        [report.refusal_table, report.storm_table, report.logins_table, report.login_verdicts]),
    "policy": Own(
        policy.measure, ["nginx", "wrk", "openssl"],
        "{rounds} interleaved rounds; wrk, 32 keep-alive connections, {duration} s a run; one event loop, a member's "
        "ES256 token, answers of 1 KiB. Median (least–greatest).",
        [report.routes_table, report.compilation_table, report.policy_verdicts]),
    "reload": Own(
        reload.measure, ["nginx", "wrk", "openssl"],
        "{reloads} reloads of 100 routes under load: wrk, 32 keep-alive connections, answers of 1 KiB; before them and "
        "after, {duration} s of load alone. Default event loops. Median (least–greatest).",
        [report.reload_table, report.reload_verdicts]),
    "translate": Own(
        translate.measure, ["nginx", "wrk", "openssl"],
        "{rounds} interleaved rounds; wrk, 32 keep-alive connections, {duration} s a run; one event loop or worker, an "
        "administrator's ES256 token at the gateway and none at nginx. Median (least–greatest).",
        [translate.table, translate.shares, translate.verdicts]),
}

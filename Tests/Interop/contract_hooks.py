"""What schemathesis does otherwise for contract.py: it logs in, keeps clear of the session that it works with, and gets
patterns that its library can read."""

import http.client
import json
import os

import schemathesis

# The administrator who asks is the first account that there is.
ADMINISTRATOR = 1
# They end what the token stands for.
LOGOUTS = {"logout", "logout-alias"}
# They ban, delete or change accounts by their number.
ACCOUNTS = {"user-status", "user-delete", "user-password"}
# Stand-ins for general categories of Unicode, all of which stand between brackets: the commonest of each. To spell them
# out takes minutes. What is made up with them may be refused, then, where the description would take it, or the other
# way around; neither is looked at here.
CATEGORIES = {
    r"\p{C}": r"\x00-\x1f\x7f-\x9f", r"\p{Zl}": r"\u2028", r"\p{Zp}": r"\u2029", r"\p{Zs}": r" \xa0",
    r"\p{Lu}": "A-Z", r"\p{Ll}": "a-z", r"\p{Nd}": "0-9",
}


@schemathesis.hook
def before_load_schema(context, raw_schema):
    """Python's regular expressions have no categories: requests with them would not be made at all."""
    spell_out(raw_schema)


def spell_out(part):
    if isinstance(part, dict):
        if isinstance(part.get("pattern"), str):
            for category, letters in CATEGORIES.items():
                part["pattern"] = part["pattern"].replace(category, letters)
        part = list(part.values())
    if isinstance(part, list):
        for member in part:
            spell_out(member)


@schemathesis.hook
def before_call(context, case, kwargs):
    operation = case.operation.definition.raw.get("operationId", "")
    if operation in ACCOUNTS and str(case.path_parameters.get("userId")).strip() == str(ADMINISTRATOR):
        case.path_parameters["userId"] = int(os.environ["CONTRACT_VICTIM"])
    token = leaver() if operation in LOGOUTS else os.environ["CONTRACT_TOKEN"]
    case.headers = case.headers if case.headers is not None else {}
    case.headers["Authorization"] = f"Bearer {token}"


@schemathesis.hook
def after_call(context, case, response):
    """What was answered, for a look at whether the requests were any good."""
    operation = case.operation.definition.raw.get("operationId", "")
    with open(os.environ["CONTRACT_ANSWERS"], "a", encoding="utf-8") as answers:
        answers.write(f"{operation} {response.status_code}\n")


def leaver():
    """A session of somebody who has no other use."""
    line = http.client.HTTPConnection("127.0.0.1", int(os.environ["CONTRACT_PORT"]), timeout=30)
    try:
        form = {"user": "contract-leaver", "password": os.environ["CONTRACT_LEAVER"]}
        line.request("POST", "/v1/authorization", json.dumps(form), {"Content-Type": "application/json"})
        return json.loads(line.getresponse().read())["token"]
    finally:
        line.close()

"""PyPI's `cvat-sdk`, unchanged, where its CVAT is the gateway: the API of users, with a password and with a token."""

from cvat_sdk.api_client import ApiClient, Configuration, models
from cvat_sdk.api_client.exceptions import ForbiddenException, NotFoundException, UnauthorizedException

from demo import Demo
from gateway import ADMINISTRATOR, PASSWORD

# Accounts of the demo's CVAT: two of the organization ns1, which has 14, and one of another.
MEMBER, COLLEAGUE, STRANGER = ("mia", 3), ("boss", 2), ("bea", 15)
NAMESPACE, SIZE, EVERYBODY = "ns1", 14, 18


def examine(report, binary):
    with Demo(binary) as demo:
        password = demo.add_user(MEMBER[0], NAMESPACE)
        administrator = {"username": ADMINISTRATOR, "password": PASSWORD}
        member = {"username": MEMBER[0], "password": password}
        examine_administrator(report, demo, administrator)
        examine_member(report, demo, member)
        examine_member(report, demo, {"access_token": demo.log_in(MEMBER[0], password)})
        examine_strangers(report, demo)


def client(demo, login):
    return ApiClient(Configuration(host=demo.url, **login))


def refused(report, kind, call, what):
    try:
        found = call()
    except kind:
        report.check(True, what)
    else:
        report.check(False, f"{what}: {kind.__name__}", repr(found))


def pages(users, **query):
    """All accounts, and the numbers of pages that they came on."""
    found, page, counts = [], 1, set()
    while page is not None:
        listed, _ = users.list(page=page, **query)
        found += listed.results
        counts.add(listed.count)
        page = page + 1 if listed.next else None
    return found, counts


def examine_administrator(report, demo, login):
    with client(demo, login) as api:
        users = api.users_api
        found, counts = pages(users, page_size=5)
        report.equal(len({user.id for user in found}), EVERYBODY, "accounts in pages of five")
        report.equal(counts, {EVERYBODY}, "the count on each page")
        first, _ = users.list(page_size=5)
        report.equal(first.next, f"{demo.url}/api/users?page=2&page_size=5", "the link to the next page")
        found, _ = pages(users, username=STRANGER[0])
        report.equal([user.id for user in found], [STRANGER[1]], "accounts by user name")
        found, _ = pages(users, filter='{"==":[{"var":"first_name"},"Ann"]}', sort="username")
        report.equal([user.username for user in found], ["ann"], "accounts by a filter in JSON Logic")
        found, _ = pages(users, search="lee", sort="username")
        report.equal([user.username for user in found], ["ann", "jan"], "accounts by a search, sorted")
        one, _ = users.retrieve(STRANGER[1])
        report.equal((one.username, one.email), ("bea", "bea@example.org"), "an account in full")
        report.equal(one.url, f"{demo.url}/api/users/{STRANGER[1]}", "the address of an account")
        own, _ = users.retrieve_self()
        report.equal(own.username, ADMINISTRATOR, "oneself")
        changed, _ = users.partial_update(
            STRANGER[1], patched_user_request=models.PatchedUserRequest(last_name="Ngô", is_active=False))
        report.equal((changed.last_name, changed.is_active), ("Ngô", False), "an account after a change")
        refused(report, NotFoundException, lambda: users.retrieve(999), "an account that is not there")


def examine_member(report, demo, login):
    """A member sees his organization, whatever he says, and changes his own names."""
    way = "token" if "access_token" in login else "password"
    with client(demo, login) as api:
        users = api.users_api
        found, counts = pages(users, page_size=6)
        report.equal(len({user.id for user in found}), SIZE, f"accounts of the organization ({way})")
        report.equal(counts, {SIZE}, f"the count on each page ({way})")
        for chosen in ({"org": "ns2"}, {"org_id": 2}, {"x_organization": "ns2"}, {"x_organization": ""}):
            found, _ = pages(users, page_size=6, **chosen)
            report.equal(len(found), SIZE, f"accounts in spite of {chosen} ({way})")
        own, _ = users.retrieve_self()
        report.equal(own.username, MEMBER[0], f"oneself ({way})")
        colleague, _ = users.retrieve(COLLEAGUE[1])
        report.equal(colleague.username, COLLEAGUE[0], f"a member of the organization ({way})")
        refused(report, NotFoundException, lambda: users.retrieve(STRANGER[1]), f"somebody of another ({way})")
        name = f"Mia {way}"
        changed, _ = users.partial_update(
            MEMBER[1], patched_user_request=models.PatchedUserRequest(first_name=name))
        report.equal(changed.first_name, name, f"one's own first name after a change ({way})")
        refused(
            report, ForbiddenException,
            lambda: users.partial_update(
                COLLEAGUE[1], patched_user_request=models.PatchedUserRequest(first_name="X")),
            f"a change of another ({way})")
        refused(
            report, ForbiddenException,
            lambda: users.partial_update(
                MEMBER[1], patched_user_request=models.PatchedUserRequest(is_superuser=True)),
            f"a promotion of oneself ({way})")
        refused(report, ForbiddenException, lambda: users.destroy(COLLEAGUE[1]), f"the deletion of another ({way})")


def examine_strangers(report, demo):
    for login in ({"username": MEMBER[0], "password": "Wrong-Pass-1"}, {"access_token": "no-token"}, {}):
        with client(demo, login) as api:
            refused(report, UnauthorizedException, api.users_api.list, f"a list for {sorted(login) or 'nobody'}")

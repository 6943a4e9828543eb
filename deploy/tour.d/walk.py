"""The way of the tour. R1 to R13 are the registry calls of /v1, in the order in which they make sense."""

import secrets

import images
from call import TourEnd
from demo import password


class Person:
    """Who calls, and what is his on this tour."""

    def __init__(self, name, token, mark, is_fresh, others=None):
        self.name, self.token = name, token
        # The number of a project that he may not touch; None for whoever may touch all.
        self.others = others
        self.is_system = others is None
        # Names that nobody else has.
        self.project, self.user = f"tour-{mark}", f"tour-{mark}-images"
        self.thirds = [f"tour-{mark}-one", f"tour-{mark}-two"]
        # Whether his namespace has no account in the registry yet.
        self.is_fresh = is_fresh
        # The number of his project, once it is known.
        self.number = 0


def everybody(tour, demo, registry):
    mark = secrets.token_hex(3)
    tour.chapter("Who is who")
    tour.call("R7", "without a token", None, "GET", "/v1/repository/project", status=401)
    token = log_in(tour, demo.administrator, demo.password)
    others = number_of(tour, token, "fleet")
    owner, word = f"tour-{mark}", password()
    demo.make_administrator(tour, token, owner, word)
    try:
        their = log_in(tour, owner, word)
        tour.chapter(f"{demo.administrator}, system administrator, on {registry}")
        somebody(tour, Person(demo.administrator, token, f"{mark}-a", demo.is_fresh), registry)
        tour.chapter(f"{owner}, business administrator of namespace {demo.namespace}, on {registry}")
        somebody(tour, Person(owner, their, f"{mark}-b", demo.is_fresh, others), registry)
    finally:
        demo.remove_administrator(tour, token, owner)


def number_of(tour, token, project):
    """The number of a project that is there."""
    answer = tour.call(
        "R7", "finds a project of the demo", token, "GET", f"/v1/repository/project?projectName={project}&pageSize=0",
        expect="this one", holds=lambda answer: [row["projectName"] for row in answer["data"]] == [project])
    if not answer.get("data"):
        raise TourEnd(f"there is no project {project}: this is no demo")
    return answer["data"][0]["projectId"]


def log_in(tour, user, word):
    answer = tour.call(
        "U1", f"{user} logs in", None, "POST", "/v1/authorization", {"user": user, "password": word},
        expect="a token", holds=lambda answer: answer["token"])
    if not answer.get("token"):
        raise TourEnd(f"{user} cannot log in")
    return answer["token"]


def somebody(tour, person, registry):
    account(tour, person, registry)
    project(tour, person)
    images.of(tour, person, registry)
    thirds(tour, person)
    account_password(tour, person, registry)
    images.deletions(tour, person, registry)
    end(tour, person)


def account(tour, person, registry):
    """R5: on Harbor a namespace acts with an account of its own; SWR has none."""
    form = {"user": person.user, "password": password()}
    path = "/v1/repository/user"
    if registry == "swr":
        tour.call("R5", "makes the namespace's registry account", person.token, "POST", path, form, status=400)
        return
    if person.is_fresh and not person.is_system:
        tour.call(
            "R7", "projects, before the namespace has an account", person.token, "GET", "/v1/repository/project",
            status=403)
    tour.call(
        "R5", "makes the namespace's registry account", person.token, "POST", path, form,
        status=200 if person.is_fresh else (200, 409), expect="" if person.is_fresh else "if it has one")
    tour.call("R5", "makes it again", person.token, "POST", path, form, status=409)
    tour.call(
        "U4", "says so", person.token, "GET", "/v1/authorization", expect="hasRepoAccount is true",
        holds=lambda answer: answer["data"]["hasRepoAccount"] is True)


def project(tour, person):
    """R8 and R7."""
    form = {"projectName": person.project, "public": False}
    tour.call("R8", "makes a project", person.token, "POST", "/v1/repository/project", form)
    tour.call("R8", "makes it again", person.token, "POST", "/v1/repository/project", form, status=409)
    tour.call(
        "R8", "makes one of a name that none can have", person.token, "POST", "/v1/repository/project",
        {"projectName": "No Name", "public": False}, status=422)
    tour.call(
        "R7", "lists projects, two on a page", person.token, "GET", "/v1/repository/project?page=1&pageSize=2",
        expect="two at most, and a total",
        holds=lambda answer: len(answer["data"]) <= 2 and answer["total"] >= len(answer["data"]))
    answer = tour.call(
        "R7", "finds the project by its name", person.token, "GET",
        f"/v1/repository/project?projectName={person.project}&public=false", expect="this one",
        holds=lambda answer: answer["total"] == 1 and project_row(answer["data"][0], person.project))
    person.number = answer["data"][0]["projectId"] if answer.get("data") else 0


def project_row(row, name):
    return row["projectName"] == name and row["public"] is False and row["imageCount"] == 0 and row["projectId"] > 0


def thirds(tour, person):
    """R10 to R13: registries elsewhere, which the gateway keeps itself."""
    path, one = "/v1/repository/third", person.thirds[0]
    for name in person.thirds:
        form = {"repositoryId": name, "address": "registry.example:5000", "user": "puller", "password": password()}
        tour.call("R10", "adds a registry elsewhere", person.token, "POST", path, form)
    tour.call("R10", "adds it again", person.token, "POST", path, form, status=409)
    tour.call(
        "R12", "lists them all", person.token, "GET", f"{path}?pageSize=0&orderBy=id&order=asc",
        expect="both, without passwords",
        holds=lambda answer: {row["repositoryId"] for row in answer["data"]} >= set(person.thirds)
        and not any("password" in row for row in answer["data"]))
    tour.call(
        "R13", "reads one", person.token, "GET", f"{path}/{one}", expect="this one, without its password",
        holds=lambda answer: answer["data"]["repositoryId"] == one and "password" not in answer["data"])
    tour.call("R11", "removes both", person.token, "DELETE", path, {"repositoryId": person.thirds})
    tour.call("R13", "reads one that is gone", person.token, "GET", f"{path}/{one}", status=404)


def account_password(tour, person, registry):
    """R6."""
    tour.call(
        "R6", "changes the password of the namespace's registry account", person.token, "PUT",
        "/v1/repository/user/password", {"password": password()}, status=400 if registry == "swr" else 200)
    tour.call(
        "R7", "goes on as before", person.token, "GET", f"/v1/repository/project?projectName={person.project}",
        expect="the project", holds=lambda answer: answer["total"] == 1)


def end(tour, person):
    """R9."""
    path = "/v1/repository/project"
    if person.others is not None:
        tour.call(
            "R9", "deletes another's project and his own", person.token, "DELETE", path,
            {"projectId": [person.number, person.others]}, status=403)
    tour.call("R9", "deletes the project", person.token, "DELETE", path, {"projectId": [person.number]})
    tour.call(
        "R7", "looks for it", person.token, "GET", f"{path}?projectName={person.project}", expect="nothing",
        holds=lambda answer: answer["data"] == [] and answer["total"] == 0)

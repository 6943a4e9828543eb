"""PyPI's `harborapi`, unchanged, where its Harbor is the gateway: Harbor's paths, Basic with the gateway's users."""

import asyncio

from harborapi import HarborAsyncClient
from harborapi.exceptions import Forbidden, NotFound, Unauthorized
from harborapi.models import Label, ProjectMetadata, ProjectReq

from demo import Demo
from gateway import ADMINISTRATOR, PASSWORD

# The account of the gateway on the demo's Harbor.
UPSTREAM_ACCOUNT = "gateway"
NAMESPACE, OWNER = "ns1", "harbor-owner"
REPOSITORY_USER, REPOSITORY_PASSWORD = "ns1-images", "Interop-Images-1"


def examine(report, binary):
    with Demo(binary) as demo:
        asyncio.run(examine_administrator(report, demo))
        asyncio.run(examine_strangers(report, demo))
        asyncio.run(examine_owner(report, demo))


def client(demo, user, password):
    """Without its patience: an answer that is not as it should be is not to be asked for again."""
    return HarborAsyncClient(url=f"{demo.url}/api/v2.0", username=user, secret=password, retry=None)


async def refused(report, kind, call, what):
    """What an asynchronous call raises."""
    try:
        found = await call
    except kind as error:
        report.check(True, what)
        return error
    report.check(False, f"{what}: {kind.__name__}", repr(found))
    return None


async def examine_administrator(report, demo):
    harbor = client(demo, ADMINISTRATOR, PASSWORD)
    await check_lists(report, harbor)
    await check_images(report, harbor)
    await check_rest(report, harbor)
    await check_changes(report, harbor)


async def check_lists(report, harbor):
    """Several pages each: the client follows `Link` from one to the next."""
    projects = await harbor.get_projects(page_size=2)
    names = sorted(project.name for project in projects)
    report.equal(names, ["2048", "attic", "fleet", "library", "workshop"], "projects in pages of two")
    report.equal(len(await harbor.get_projects(page_size=2, limit=3)), 3, "projects up to a limit")
    found = await harbor.get_projects(name="libr")
    report.equal([project.name for project in found], ["library"], "projects by name")
    public = await harbor.get_projects(public=True)
    report.equal([project.name for project in public], ["library"], "projects that are public")
    repositories = await harbor.get_repositories("fleet", page_size=50)
    wanted = {f"fleet/service-{number:03}" for number in range(1, 121)}
    report.equal(len(repositories), 120, "repositories in pages of fifty")
    report.equal({repository.name for repository in repositories}, wanted, "names of repositories over pages")
    everything = await harbor.get_repositories(page_size=100)
    report.equal(len(everything), 125, "repositories of all projects")
    ordered = await harbor.get_repositories("library", sort="name", page_size=1)
    report.equal(
        [repository.name for repository in ordered], ["library/base/runtime", "library/proxy", "library/team/web"],
        "repositories one by one, sorted by name")
    queried = await harbor.get_repositories("library", query="name=~team/web")
    report.equal([repository.name for repository in queried], ["library/team/web"], "repositories by a query")


async def check_images(report, harbor):
    """The client encodes a slash in a repository's name twice, as Harbor's proxy wants it."""
    repository = await harbor.get_repository("library", "team/web")
    report.equal(repository.name, "library/team/web", "a repository with a slash in its name")
    artifacts = await harbor.get_artifacts("library", "team/web", page_size=1)
    report.equal(len(artifacts), 2, "artifacts one by one")
    tags = sorted(tag.name for artifact in artifacts for tag in artifact.tags or [])
    report.equal(tags, ["latest", "v1", "v2"], "tags of artifacts")
    one = await harbor.get_artifact("library", "team/web", "v1")
    report.equal([tag.name for tag in one.tags or []], ["v1"], "an artifact by its tag")
    same = await harbor.get_artifact("library", "team/web", one.digest)
    report.equal(same.id, one.id, "an artifact by its digest")
    named = await harbor.get_artifact_tags("library", "team/web", "v2", page_size=1)
    report.equal(sorted(tag.name for tag in named), ["latest", "v2"], "tags of one artifact, one by one")
    untagged = await harbor.get_artifacts("workshop", "tools/lathe")
    report.equal([artifact.tags or [] for artifact in untagged], [[]], "an artifact without a tag")
    await refused(
        report, NotFound, harbor.get_artifact("library", "team/web", "no-such-tag"), "an artifact that is not there")


async def check_rest(report, harbor):
    current = await harbor.get_current_user()
    report.equal(current.username, UPSTREAM_ACCOUNT, "the account that the administrator acts with")
    members = await harbor.get_project_members("library")
    report.equal([member.entity_name for member in members], [UPSTREAM_ACCOUNT], "members of a project")
    numbered = await harbor.get_project("2048")
    report.equal(numbered.name, "2048", "a project whose name is all digits, by its name")
    byid = await harbor.get_project(numbered.project_id)
    report.equal(byid.name, "2048", "the same by its number")
    report.check(await harbor.project_exists("library"), "a project is there, by HEAD")
    report.check(not await harbor.project_exists("nobody-has-this"), "a project is not there, by HEAD")


async def check_changes(report, harbor):
    """What is made is removed again."""
    location = await harbor.create_project(
        ProjectReq(project_name="interop", metadata=ProjectMetadata(public="false")))
    report.check(location.endswith("/api/v2.0/projects/interop"), "Location of a new project", location)
    project = await harbor.get_project("interop")
    report.equal(project.metadata.public, "false", "a new project is private")
    await harbor.create_label(Label(name="interop label", color="#00ff00", scope="p", project_id=project.project_id))
    labels = await harbor.get_labels(scope="p", project_id=project.project_id)
    report.equal([label.name for label in labels], ["interop label"], "labels of a project")
    await harbor.copy_artifact("interop", "from/library", "library/team/web:v1")
    copied = await harbor.get_artifacts("interop", "from/library")
    report.equal([tag.name for artifact in copied for tag in artifact.tags or []], ["v1"], "a copy of an artifact")
    await harbor.delete_label(labels[0].id)
    report.equal(await harbor.get_labels(scope="p", project_id=project.project_id), [], "labels after the deletion")
    await harbor.delete_repository("interop", "from/library")
    deletable = await harbor.get_project_deletable(project.project_id)
    report.equal(deletable.deletable, True, "an empty project may be deleted")
    await harbor.delete_project(project.project_id)
    await refused(report, NotFound, harbor.get_project("interop"), "a project that was deleted")


async def examine_strangers(report, demo):
    for user, password in ((ADMINISTRATOR, "Wrong-Pass-1"), ("nobody", PASSWORD)):
        error = await refused(
            report, Unauthorized, client(demo, user, password).get_current_user(), f"{user} with {password}")
        found = [each.code for each in error.errors] if error is not None else None
        report.equal(found, ["UNAUTHORIZED"], "code of the error in Harbor's form")
    token = demo.log_in()
    current = await client(demo, "anything", token).get_current_user()
    report.equal(current.username, UPSTREAM_ACCOUNT, "a token of the gateway as the password")


async def examine_owner(report, demo):
    """A business administrator: nothing before his namespace has an account on Harbor, then what is its own."""
    password = demo.add_user(OWNER, NAMESPACE, is_administrator=True)
    harbor = client(demo, OWNER, password)
    await refused(report, Forbidden, harbor.get_projects(), "projects before the namespace has an account")
    status, answer = demo.ask(
        "POST", "/v1/repository/user", demo.log_in(OWNER, password),
        {"user": REPOSITORY_USER, "password": REPOSITORY_PASSWORD})
    report.equal(status, 200, f"status of POST /v1/repository/user ({answer.get('message')})")
    current = await harbor.get_current_user()
    report.equal(current.username, REPOSITORY_USER, "the account that the owner acts with")
    # Harbor shows everybody what is public.
    projects = await harbor.get_projects(page_size=1)
    report.equal([project.name for project in projects], ["library"], "projects of an owner who has none")
    await harbor.create_project(ProjectReq(project_name="ns1-app", metadata=ProjectMetadata(public="false")))
    projects = await harbor.get_projects(page_size=1)
    report.equal(sorted(project.name for project in projects), ["library", "ns1-app"], "projects of the owner")
    private = await harbor.get_projects(public=False)
    report.equal([project.name for project in private], ["ns1-app"], "projects of the owner that are private")
    members = await harbor.get_project_members("ns1-app")
    report.equal([member.entity_name for member in members], [REPOSITORY_USER], "members of the owner's project")
    await refused(report, Forbidden, harbor.get_project("fleet"), "another's project")
    await refused(report, Forbidden, harbor.get_repositories("fleet"), "another's repositories")
    await refused(report, Forbidden, harbor.delete_project("fleet"), "deletion of another's project")
    await refused(report, Forbidden, harbor.get_users(), "Harbor's users")
    await check_namesake(report, demo, harbor)


async def check_namesake(report, demo, harbor):
    """Members of the same namespace see what its owner sees, and change nothing."""
    member = client(demo, "harbor-member", demo.add_user("harbor-member", NAMESPACE))
    found = await member.get_projects(public=False)
    report.equal([project.name for project in found], ["ns1-app"], "projects of a member of the namespace")
    await refused(report, Forbidden, member.delete_project("ns1-app"), "deletion by a member")
    other = client(demo, "harbor-other", demo.add_user("harbor-other", "ns2", is_administrator=True))
    await refused(report, Forbidden, other.get_projects(), "projects of another namespace, which has no account")
    project = await harbor.get_project("ns1-app")
    await harbor.delete_project(project.project_id)
    report.equal(await harbor.get_projects(public=False), [], "projects of the owner after the deletion")

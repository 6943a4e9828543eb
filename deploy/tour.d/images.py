"""Images and their tags: how the tour comes by some, and R1 to R4."""

import urllib.parse

IMAGE, TAGS = "team/web", ["v1", "v2"]


def of(tour, person, registry):
    """R1 and R2."""
    make(tour, person, registry)
    name = f"{person.project}/{IMAGE}"
    tour.call(
        "R1", "lists the images of the project", person.token, "GET",
        f"/v1/repository/image?projectName={person.project}&orderBy=id&order=desc&page=1&pageSize=10",
        expect="the new one", holds=lambda answer: answer["total"] == 1 and image_row(answer["data"][0], name))
    tour.call(
        "R1", "finds it by a part of its name", person.token, "GET",
        f"/v1/repository/image?projectName={person.project}&imageName=web&pageSize=0", expect="the same",
        holds=lambda answer: [row["imageName"] for row in answer["data"]] == [name])
    unknown_project(tour, person, registry)
    target = f"/v1/repository/image/tag?imageName={urllib.parse.quote(name, safe='')}"
    wanted = tags_of(registry)
    tour.call(
        "R2", "lists its tags", person.token, "GET", target, expect=", ".join(wanted) or "none",
        holds=lambda answer: sorted(row["tag"] for row in answer["data"]) == wanted and answer["total"] == len(wanted))
    if person.is_system:
        seed(tour, person, registry)


def unknown_project(tour, person, registry):
    """Harbor says that it is not there. SWR would list nothing, and only who sees everything may ask it for any."""
    status = 404 if registry == "harbor" else 200 if person.is_system else 403
    tour.call(
        "R1", "looks into a project that is not there", person.token, "GET",
        f"/v1/repository/image?projectName={person.project}-x", status=status, expect="" if status != 200 else "none",
        holds=lambda answer: answer["data"] == [])


def make(tour, person, registry):
    """An image in the project, by the registry's own API, which stands behind the same rules."""
    if registry == "swr":
        tour.call(
            "SWR's own", "makes an image without tags", person.token, "POST",
            f"/v2/manage/namespaces/{person.project}/repos",
            {"repository": IMAGE, "is_public": False, "category": "linux", "description": "of the tour"},
            status=(200, 201))
        return
    for tag in TAGS:
        # A slash in a name is encoded twice: Harbor decodes it twice.
        tour.call(
            "Harbor's own", f"copies library/team/web:{tag} into the project", person.token, "POST",
            f"/api/v2.0/projects/{person.project}/repositories/{IMAGE.replace('/', '%252F')}/artifacts"
            f"?from=library/team/web:{tag}", status=201)


def tags_of(registry):
    return [] if registry == "swr" else TAGS


def image_row(row, name):
    """The address has no scheme and no tag."""
    return (row["imageName"] == name and row["projectName"] == name.split("/")[0] and row["public"] is False
            and row["imageAddress"].endswith(f"/{name}") and "://" not in row["imageAddress"]
            and row["createTime"] > 0 and row["updateTime"] >= row["createTime"])


def seed(tour, person, registry):
    """What was there before."""
    name = "library/web/front" if registry == "swr" else "library/team/web"
    tour.call(
        "R1", "lists more images than one page of the registry has", person.token, "GET",
        "/v1/repository/image?projectName=fleet&page=3&pageSize=50", expect="the last 20 of 120",
        holds=lambda answer: len(answer["data"]) == 20 and answer["total"] == 120)
    tour.call(
        "R2", "lists tags of an image that was there", person.token, "GET",
        f"/v1/repository/image/tag?imageName={urllib.parse.quote(name, safe='')}&page=1&pageSize=2",
        expect="two of three", holds=lambda answer: len(answer["data"]) == 2 and answer["total"] == 3)


def deletions(tour, person, registry):
    """R4 and R3. A project with an image cannot be deleted before."""
    name, path = f"{person.project}/{IMAGE}", "/v1/repository/image"
    tag_deletions(tour, person, registry)
    tour.call(
        "R9", "deletes the project, which is not empty", person.token, "DELETE", "/v1/repository/project",
        {"projectId": [person.number]}, status=409)
    tour.call("R3", "deletes an image without saying of which project", person.token, "DELETE", path,
              {"imageName": ["web"]}, status=422)
    if not person.is_system:
        tour.call("R3", "deletes the image and another's", person.token, "DELETE", path,
                  {"imageName": [name, "fleet/service-001"]}, status=403)
        tour.call(
            "R1", "finds that it is still there", person.token, "GET", f"{path}?projectName={person.project}",
            expect="the image, since nothing was to be done by halves", holds=lambda answer: answer["total"] == 1)
    tour.call("R3", "deletes the image, and one that is not there", person.token, "DELETE", path,
              {"imageName": [name, f"{person.project}/gone"]})
    tour.call("R3", "deletes it again", person.token, "DELETE", path, {"imageName": [name]}, status=404)
    tour.call(
        "R1", "lists the images of the project", person.token, "GET", f"{path}?projectName={person.project}",
        expect="none", holds=lambda answer: answer["data"] == [] and answer["total"] == 0)


def tag_deletions(tour, person, registry):
    """R4. Images of SWR get tags by a push, or from a tag that there is: only those that were there have some."""
    name, path = f"{person.project}/{IMAGE}", "/v1/repository/image/tag"
    target = f"{path}?imageName={urllib.parse.quote(name, safe='')}"
    if registry == "swr":
        tour.call("R4", "deletes tags that are not there", person.token, "DELETE", path,
                  {"imageName": name, "tag": TAGS}, status=404)
        if person.is_system:
            tour.call(
                "SWR's own", "gives an image another tag", person.token, "POST",
                "/v2/manage/namespaces/library/repos/web$front/tags",
                {"source_tag": "v1", "destination_tag": person.project, "override": False}, status=(200, 201))
            tour.call("R4", "takes it off again", person.token, "DELETE", path,
                      {"imageName": "library/web/front", "tag": [person.project]})
        return
    tour.call("R4", "deletes one tag, and one that is not there", person.token, "DELETE", path,
              {"imageName": name, "tag": ["v1", "gone"]})
    tour.call(
        "R2", "lists the tags that are left", person.token, "GET", target, expect="v2",
        holds=lambda answer: [row["tag"] for row in answer["data"]] == ["v2"])

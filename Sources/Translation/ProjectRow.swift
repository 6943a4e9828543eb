/// A project in the words of `/v1`.
struct ProjectRow: ListRow {
    let projectId: Int64
    let projectName: String
    /// Unix seconds; 0 when nobody knows.
    let createTime: Int64
    let updateTime: Int64
    let isPublic: Bool
    /// Repositories, which are the images of `/v1`; not tags.
    let imageCount: Int64

    func write(into json: inout JSONWriter) {
        json.raw("{\"createTime\":")
        json.integer(createTime)
        json.raw(",\"imageCount\":")
        json.integer(imageCount)
        json.raw(",\"projectId\":")
        json.integer(projectId)
        json.raw(",\"projectName\":")
        json.string(projectName)
        json.raw(",\"public\":")
        json.boolean(isPublic)
        json.raw(",\"updateTime\":")
        json.integer(updateTime)
        json.raw("}")
    }
}

extension ProjectRow {
    init(_ project: HarborProject) {
        self.init(
            projectId: project.id, projectName: project.name, createTime: project.created.unixSeconds,
            updateTime: project.updated.unixSeconds, isPublic: project.isPublic, imageCount: project.repositoryCount)
    }
}

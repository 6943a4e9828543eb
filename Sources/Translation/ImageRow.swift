/// An image in the words of `/v1`.
struct ImageRow: ListRow {
    let projectName: String
    let isPublic: Bool
    /// The whole name, `project/repository`.
    let imageName: String
    /// What `docker pull` takes, without a tag; in two parts that belong together.
    let address: (String, String)
    /// Unix seconds.
    let createTime: Int64
    let updateTime: Int64

    func write(into json: inout JSONWriter) {
        json.raw("{\"createTime\":")
        json.integer(createTime)
        json.raw(",\"imageAddress\":")
        json.string(address.0, address.1)
        json.raw(",\"imageName\":")
        json.string(imageName)
        json.raw(",\"projectName\":")
        json.string(projectName)
        json.raw(",\"public\":")
        json.boolean(isPublic)
        json.raw(",\"updateTime\":")
        json.integer(updateTime)
        json.raw("}")
    }
}

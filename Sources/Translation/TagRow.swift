/// A tag in the words of `/v1`.
struct TagRow: ListRow {
    let tag: String
    /// What `docker pull` takes, without the tag.
    let imageAddress: String
    /// When the artifact was pushed; Unix seconds.
    let createTime: Int64
    /// When it got this tag.
    let updateTime: Int64

    func write(into json: inout JSONWriter) {
        json.raw("{\"createTime\":")
        json.integer(createTime)
        json.raw(",\"imageAddress\":")
        json.string(imageAddress)
        json.raw(",\"tag\":")
        json.string(tag)
        json.raw(",\"updateTime\":")
        json.integer(updateTime)
        json.raw("}")
    }
}

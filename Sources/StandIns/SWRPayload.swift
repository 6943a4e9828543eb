/// An answer before the fields that all answers share.
struct SWRPayload {
    var status = 200
    var fields: [(name: String, value: String)] = []
    /// `nil` is no content.
    var document: JSONDocument?

    /// 200 and nothing, as synchronization and the end of a rule of retention get it.
    static let accepted = SWRPayload()
    /// 201 and nothing, as granting and changing get it.
    static let done = SWRPayload(status: 201)
    /// 201 and an empty object, as making things gets it.
    static let created = SWRPayload(status: 201, document: [:])
    /// 204
    static let deleted = SWRPayload(status: 204)
}

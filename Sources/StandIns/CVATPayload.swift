/// An answer before the fields that all answers share.
struct CVATPayload {
    var status = 200
    var contentType: String?
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    init(json: JSONDocument, contentType: String = CVATAccept.type) {
        self.contentType = contentType
        // The framework ends no document with a line end.
        body = Array(json.bytes.dropLast())
    }

    init(_ fault: CVATFault) {
        self.init(json: fault.document)
        status = fault.status
        if status == 401 { fields.append(("WWW-Authenticate", "Token")) }
    }

    private init() {}

    /// 204, which DELETE gets.
    static var noContent: CVATPayload {
        var payload = CVATPayload()
        payload.status = 204
        return payload
    }

    /// What there is outside of the API: a page.
    static var noPage: CVATPayload {
        var payload = CVATPayload()
        payload.status = 404
        payload.contentType = "text/html; charset=utf-8"
        payload.body = Array("<!doctype html>\n<html><head><title>Not Found</title></head></html>\n".utf8)
        return payload
    }
}

/// An answer before the fields that all answers share.
struct HarborPayload {
    var status = 200
    var contentType: String?
    var fields: [(name: String, value: String)] = []
    var body: [UInt8] = []

    init(json: JSONDocument, fields: [(name: String, value: String)] = []) {
        contentType = "application/json"
        self.fields = fields
        body = json.bytes
    }

    init(text: String, contentType: String) {
        self.contentType = contentType
        body = Array(text.utf8)
    }

    init(_ fault: HarborFault) {
        status = fault.status
        contentType = "application/json; charset=utf-8"
        body = fault.document.bytes
    }

    /// What the front server says when it does not ask the core.
    init(front status: Int, _ title: String) {
        self.status = status
        contentType = "text/html"
        body = Array(
            ("<html>\n<head><title>\(title)</title></head>\n<body>\n<center><h1>\(title)</h1></center>\n"
                + "<hr><center>nginx</center>\n</body>\n</html>\n").utf8)
    }

    private init() {}

    /// 200 without content, as HEAD, PUT and DELETE get it.
    static let empty = HarborPayload()

    /// Without content.
    static func bare(_ status: Int, fields: [(name: String, value: String)] = []) -> HarborPayload {
        var payload = HarborPayload()
        payload.status = status
        payload.fields = fields
        return payload
    }

    /// 201 without content, with the path of what was made.
    static func created(_ location: String) -> HarborPayload { .bare(201, fields: [("Location", location)]) }
}

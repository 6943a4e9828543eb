import Domain

/// One call of Harbor's own API, made anew from what was understood of the request, and answered as Harbor answers.
struct PassThrough: Translator {
    /// What clients read of Harbor's answers, beside the type.
    private static let passed = ["X-Total-Count", "Link", "Location"]

    private let call: UpstreamCall

    init(_ call: UpstreamCall) {
        self.call = call
    }

    mutating func begin() -> TranslationStep { .call(call) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        let detail = "harbor: status \(reply.status)"
        switch reply.status {
        // The client's own credential was good, or it would not be here.
        case 401: return .fail(GatewayError(.upstreamCredential, detail: detail))
        case 200..<300, 400..<500: break
        default: return .fail(GatewayError(.upstreamMalformed, detail: detail))
        }
        let type = reply.field("Content-Type") ?? (reply.body.isEmpty ? "" : "application/json")
        // A page of something in front of Harbor says nothing that a client of its API could read.
        guard reply.body.isEmpty || Self.isReadable(type) else {
            return .fail(GatewayError(.upstreamMalformed, detail: "\(detail), content of another type"))
        }
        let fields = Self.passed.compactMap { name in reply.field(name).map { (name, Self.relative($0)) } }
        return .answer(
            TranslationAnswer(status: reply.status, contentType: type, fields: fields, body: reply.body))
    }

    /// JSON, or the plain text of Harbor's older errors.
    private static func isReadable(_ type: String) -> Bool {
        let essence = type.split(separator: ";", maxSplits: 1).first?.lowercased() ?? ""
        return ["application/json", "text/plain"].contains(essence.filter { $0 != " " && $0 != "\t" })
    }

    /// Without schemes and hosts, which are not those that clients know. Harbor itself writes none.
    private static func relative(_ value: String) -> String {
        var relative = ""
        var rest = value[...]
        while let mark = rest.firstRange(of: "://"), let path = rest[mark.upperBound...].firstIndex(of: "/") {
            let before = rest[..<mark.lowerBound]
            let scheme = before.lastIndex { !$0.isLetter }.map { before.index(after: $0) } ?? before.startIndex
            relative += before[..<scheme]
            rest = rest[path...]
        }
        return relative + rest
    }
}

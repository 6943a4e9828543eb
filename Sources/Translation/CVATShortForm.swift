import Domain

/// Leaves of CVAT's users what they may know of each other: its own short form of an account.
///
/// CVAT shows everything, mail addresses and last logins included, to staff, which the account of the gateway is; a member
/// of an organization that asks for himself gets the short form of all but himself.
struct CVATShortForm: Sendable {
    /// The account that is shown whole.
    let own: String

    private static let kept: [StaticString] = ["url", "id", "username", "first_name", "last_name"]

    /// One account.
    func user(_ body: [UInt8]) -> [UInt8]? {
        try? read(body) { (scanner) throws(JSONFault) in try user(&scanner) }
    }

    /// A page of them: every other member stays as it is.
    func page(_ body: [UInt8]) -> [UInt8]? {
        try? read(body) { (scanner) throws(JSONFault) in
            scanner.skipSpace()
            let start = scanner.position
            var rows = JSONWriter(capacity: body.count)
            var place: Range<Int>?
            try scanner.object(["results"]) { (scanner, _) throws(JSONFault) in
                scanner.skipSpace()
                let first = scanner.position
                rows.raw("[")
                var isFirst = true
                try scanner.array { (scanner) throws(JSONFault) in
                    if !isFirst { rows.raw(",") }
                    isFirst = false
                    rows.append(try user(&scanner))
                }
                rows.raw("]")
                place = first..<scanner.position
            }
            guard let place else { return Array(body[start..<scanner.position]) }
            return body[start..<place.lowerBound] + rows.bytes + body[place.upperBound..<scanner.position]
        }
    }

    private func read(
        _ body: [UInt8], _ text: (inout JSONScanner) throws(JSONFault) -> [UInt8]
    ) throws(JSONFault) -> [UInt8] {
        var scanner = try JSONScanner(body)
        let short = try text(&scanner)
        try scanner.end()
        return short
    }

    /// Without a user name it is nobody's own.
    private func user(_ scanner: inout JSONScanner) throws(JSONFault) -> [UInt8] {
        scanner.skipSpace()
        let start = scanner.position
        var values: [(name: StaticString, range: Range<Int>)] = []
        var name: String?
        try scanner.object(Self.kept) { (scanner, place) throws(JSONFault) in
            scanner.skipSpace()
            let first = scanner.position
            if place == 2 { name = try scanner.string() } else { try scanner.skip() }
            values.append((Self.kept[place], first..<scanner.position))
        }
        let bytes = scanner.bytes
        if let name, name.utf8.elementsEqual(own.utf8) { return Array(bytes[start..<scanner.position]) }
        var short = JSONWriter(capacity: 256)
        short.raw("{")
        for (place, value) in values.enumerated() {
            if place > 0 { short.raw(",") }
            short.raw("\"")
            short.raw(value.name)
            short.raw("\":")
            short.append(bytes[value.range])
        }
        short.raw("}")
        return short.bytes
    }
}

extension TranslationAnswer {
    /// The same, as far as this caller may see it. - Parameter shorten: gives `nil` for what is not what CVAT promises.
    func cvatShort(_ shorten: ([UInt8]) -> [UInt8]?) throws(GatewayError) -> TranslationAnswer {
        guard status < 300 else { return self }
        guard let short = shorten(body) else {
            throw GatewayError(.upstreamMalformed, detail: "cvat: not accounts as it describes them")
        }
        return TranslationAnswer(status: status, contentType: contentType, fields: fields, body: short)
    }
}

extension CVATCaller {
    /// `nil` for whoever sees everything.
    var shortForm: CVATShortForm? { organization == nil ? nil : CVATShortForm(own: principal.name) }
}

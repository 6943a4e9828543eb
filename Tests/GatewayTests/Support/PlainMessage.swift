/// One HTTP/1.1 message as a test reads it: by the letter of RFC 9112, with nothing in common with the gateway's own
/// reader.
struct PlainMessage: Sendable {
    struct Fault: Error, CustomStringConvertible {
        let description: String
    }

    /// Who sent it, and so where a body without framing fields ends.
    enum Kind: Sendable {
        case request
        case response
        case responseToHead
    }

    let startLine: String
    let fields: [(name: String, value: String)]
    var body: [UInt8] = []
    /// The payload of each chunk, when it was chunked.
    var chunks: [[UInt8]] = []
    var trailers: [(name: String, value: String)] = []

    /// The status of a response.
    var status: Int {
        let words = startLine.split(separator: " ")
        return words.count > 1 ? Int(words[1]) ?? 0 : 0
    }

    /// The target of a request.
    var target: String {
        let words = startLine.split(separator: " ")
        return words.count == 3 ? String(words[1]) : ""
    }

    var text: String { String(decoding: body, as: UTF8.self) }
    var names: [String] { fields.map { $0.name.lowercased() } }

    func values(_ name: String) -> [String] {
        fields.filter { $0.name.lowercased() == name.lowercased() }.map(\.value)
    }

    /// The only value of a field; `nil` when there is none or more than one.
    subscript(name: String) -> String? {
        let all = values(name)
        return all.count == 1 ? all[0] : nil
    }

    /// Reads the message at the start of `bytes`, and how long it is; `nil` when it is not complete.
    static func read(_ bytes: [UInt8], _ kind: Kind, hasEnded: Bool) throws -> (message: PlainMessage, count: Int)? {
        var reader = PlainMessageReader(bytes)
        guard let head = try reader.section(), let startLine = head.first else { return nil }
        var message = PlainMessage(startLine: startLine, fields: try head.dropFirst().map(PlainMessageReader.field))
        guard try reader.body(of: &message, kind, hasEnded: hasEnded) else { return nil }
        return (message, reader.position)
    }
}

extension Wire {
    /// The next whole request.
    func request() async throws -> PlainMessage { try await message(.request) }

    /// The next whole response, interim ones included.
    func answer(toHead: Bool = false) async throws -> PlainMessage {
        try await message(toHead ? .responseToHead : .response)
    }

    /// A head alone, its body left unread.
    func head() async throws -> PlainMessage {
        let bytes = try await take { bytes, _ in
            var reader = PlainMessageReader(bytes)
            return try reader.section() == nil ? nil : reader.position
        }
        guard let head = try PlainMessage.read(bytes, .responseToHead, hasEnded: true)?.message else {
            throw PlainMessage.Fault(description: "no head")
        }
        return head
    }

    private func message(_ kind: PlainMessage.Kind) async throws -> PlainMessage {
        let bytes = try await take { try PlainMessage.read($0, kind, hasEnded: $1)?.count }
        // Whether the connection had ended only matters where a body ends with it, and then these are all its bytes.
        guard let message = try PlainMessage.read(bytes, kind, hasEnded: true)?.message else {
            throw PlainMessage.Fault(description: "no message")
        }
        return message
    }
}

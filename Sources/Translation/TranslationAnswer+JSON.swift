import Domain
import FoundationEssentials

extension TranslationAnswer {
    /// 200 with an envelope of `/v1`.
    init(success envelope: some Encodable) throws(GatewayError) {
        try self.init(document: envelope)
    }

    /// 200 with a document that the gateway writes: it ends with one line feed, as those of its endpoints do, so that what
    /// a shell prints of it stands on a line of its own.
    init(
        contentType: String = "application/json", fields: [(name: String, value: String)] = [],
        document: some Encodable
    ) throws(GatewayError) {
        var body = try Self.json(document)
        body.append(UInt8(ascii: "\n"))
        self.init(status: 200, contentType: contentType, fields: fields, body: body)
    }

    /// A JSON text with its members in alphabetical order, so that the same answer is the same bytes each time.
    static func json(_ value: some Encodable) throws(GatewayError) -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(value))
        } catch {
            throw GatewayError(.internal, detail: "answer not encodable: \(error)")
        }
    }
}

/// `{"code":200,"message":"success"}`: done, and nothing to tell.
struct DoneEnvelope: Encodable {
    let code = 200
    let message = "success"

    private enum CodingKeys: CodingKey {
        case code, message
    }
}

import Domain
import FoundationEssentials
import Translation

extension UpstreamCall {
    /// A call with a JSON document as its content.
    init(method: String, target: String, json value: some Encodable) throws(GatewayError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let body: [UInt8]
        do {
            body = Array(try encoder.encode(value))
        } catch {
            // An encoder's error may show the value, which may be a password.
            throw GatewayError(.internal, detail: "encoding a call")
        }
        self.init(method: method, target: target, fields: [("Content-Type", "application/json")], body: body)
    }
}

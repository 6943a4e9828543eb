import Domain
import FoundationEssentials

extension UpstreamReply {
    /// The JSON of a 200.
    /// - Throws: what the status means for the client, or `.upstreamMalformed` when the document is not as promised.
    func harborValue<Row: HarborRow>(_ type: Row.Type = Row.self) throws(GatewayError) -> Row {
        try harborDocument(type) { (scanner) throws(JSONFault) in try Row(&scanner) }
    }

    private func harborDocument<Value, Row>(
        _ type: Row.Type, _ read: (inout JSONScanner) throws(JSONFault) -> Value
    ) throws(GatewayError) -> Value {
        if status != 200 { throw harborRefusal }
        do throws(JSONFault) {
            var scanner = try JSONScanner(body)
            let value = try read(&scanner)
            try scanner.end()
            return value
        } catch {
            throw GatewayError(
                .upstreamMalformed, detail: "harbor: \(type): not the expected document at byte \(error.offset)")
        }
    }

    /// One page of a list with the number of rows that Harbor says there are.
    func harborPage<Row: HarborRow>(of type: Row.Type, atMost size: Int) throws(GatewayError) -> (
        rows: [Row], total: Int
    ) {
        let rows = try harborDocument(type) { (scanner) throws(JSONFault) in
            var rows: [Row] = []
            try scanner.array { (scanner) throws(JSONFault) in rows.append(try Row(&scanner)) }
            return rows
        }
        guard rows.count <= size else {
            throw GatewayError(.upstreamMalformed, detail: "harbor: \(rows.count) rows on a page of \(size)")
        }
        guard let total = field("X-Total-Count").flatMap({ Int($0) }), total >= 0 else {
            throw GatewayError(.upstreamMalformed, detail: "harbor: X-Total-Count missing or not a number")
        }
        return (rows, total)
    }

    /// - Throws: `.upstreamCredential` when Harbor does not know the gateway's account (see `harborCurrentUser`).
    func checkHarborCurrentUser() throws(GatewayError) {
        if status != 200 && status != 412 { throw harborRefusal }
    }

    /// What a status other than 200 means to a client of `/v1`, which must never learn that the gateway's own
    /// credential failed by a 401: it would drop its session.
    var harborRefusal: GatewayError {
        let detail = "harbor: status \(status)"
        return switch status {
        case 400: GatewayError(.refusedUpstream, message: harborMessage, detail: detail)
        case 401: GatewayError(.upstreamCredential, detail: detail)
        // Harbor's own text may be no more than the name of the account.
        case 403: GatewayError(.roleRefused, message: "the registry does not allow this", detail: detail)
        case 404: GatewayError(.notFound, detail: detail)
        case 405, 412: GatewayError(.refusedUpstream, detail: detail)
        case 409: GatewayError(.conflict, detail: detail)
        case 413: GatewayError(.bodyTooLarge, detail: detail)
        case 415: GatewayError(.mediaTypeUnsupported, detail: detail)
        // Every value was checked before it was sent, so a validation failure is our own mistake.
        case 422: GatewayError(.internal, detail: "\(detail) \(harborMessage ?? "")")
        case 429: GatewayError(.upstreamLimited, detail: detail, retryAfter: field("Retry-After"))
        default: GatewayError(.upstreamMalformed, detail: detail)
        }
    }

    /// The first message of an error body, fit to be shown: printable, on one line, at most 200 characters, without
    /// words that look like an address or a credential.
    private var harborMessage: String? {
        guard let errors = try? JSONDecoder().decode(HarborErrors.self, from: Data(body)),
            let first = errors.errors.first
        else { return nil }
        let words = first.message.split { $0.isWhitespace || $0.isNewline }
            .filter { word in
                !word.contains("://") && !word.contains("@")
                    && word.unicodeScalars.allSatisfy {
                        $0.value >= 0x21 && $0.value != 0x7F && !(0x80...0x9F ~= $0.value)
                    }
            }
        return words.isEmpty ? nil : "the registry refused the request: \(words.joined(separator: " ").prefix(200))"
    }
}

/// `{"errors":[{"code":"NOT_FOUND","message":"…"}]}`
private struct HarborErrors: Decodable {
    let errors: [Entry]

    struct Entry: Decodable {
        let message: String
    }
}

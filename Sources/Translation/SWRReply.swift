import Domain

extension UpstreamReply {
    /// SWR answers 200, 201 or 204 where its documentation says another of them.
    var isSWRSuccess: Bool { [200, 201, 204].contains(status) }

    /// The JSON of an answer that succeeded.
    /// - Throws: what the status means for the client, or `.upstreamMalformed` when the document is not as promised.
    func swrValue<Value: SWRObject>(_ type: Value.Type = Value.self) throws(GatewayError) -> Value {
        try swrDocument(type) { (scanner) throws(JSONFault) in try Value(&scanner) }
    }

    /// The JSON of a list.
    func swrRows<Row: SWRRow>(_ type: Row.Type = Row.self) throws(GatewayError) -> [Row] {
        try swrDocument(type) { (scanner) throws(JSONFault) in
            var rows: [Row] = []
            try scanner.array { (scanner) throws(JSONFault) in rows.append(try Row(&scanner)) }
            return rows
        }
    }

    private func swrDocument<Value, Row>(
        _ type: Row.Type, _ read: (inout JSONScanner) throws(JSONFault) -> Value
    ) throws(GatewayError) -> Value {
        try checkSWRSuccess()
        do throws(JSONFault) {
            var scanner = try JSONScanner(body)
            let value = try read(&scanner)
            try scanner.end()
            return value
        } catch {
            throw GatewayError(
                .upstreamMalformed, detail: "swr: \(type): not the expected document at byte \(error.offset)")
        }
    }

    /// - Throws: what the status means for the client.
    func checkSWRSuccess() throws(GatewayError) {
        guard isSWRSuccess else { throw swrRefusal }
    }

    /// The total in `Content-Range: <offset>-<count>/<total>`; `nil` when there is none that can be read.
    var swrTotal: Int? {
        guard let range = field("Content-Range"), let slash = range.lastIndex(of: "/") else { return nil }
        let text = range[range.index(after: slash)...].filter { $0 != " " && $0 != "\t" }
        return QueryParameters.integer(text)
    }

    /// SWR is at work on the same thing: nothing was done, and asking again may help.
    var isSWRBusy: Bool { status == 409 && swrCode == 4_090_023 }

    /// What a status that is no success means to a client, which must never learn that the gateway's own credential
    /// failed by a 401: it would drop its session. Of what SWR says only the number of the error is passed on.
    var swrRefusal: GatewayError {
        let code = swrCode ?? 0
        let detail = "swr: status \(status), code \(code)"
        return switch status {
        case 400: swrRefusal(ofRequest: code, detail)
        case 401: GatewayError(.upstreamCredential, detail: detail)
        case 403: swrRefusal(ofAccount: code, detail)
        case 404: GatewayError(.notFound, message: Self.missing(code), detail: detail)
        case 405: GatewayError(.refusedUpstream, detail: detail)
        case 406: GatewayError(.conflict, message: "not empty", detail: detail)
        case 409: GatewayError(isSWRBusy ? .upstreamBusy : .conflict, detail: detail)
        case 413: GatewayError(.bodyTooLarge, detail: detail)
        case 415: GatewayError(.mediaTypeUnsupported, detail: detail)
        case 429: GatewayError(.upstreamLimited, detail: detail, retryAfter: field("Retry-After"))
        default: GatewayError(.upstreamMalformed, detail: detail)
        }
    }

    private func swrRefusal(ofRequest code: Int, _ detail: String) -> GatewayError {
        switch code {
        // A wrong pair of keys.
        case 4_000_031: GatewayError(.upstreamCredential, detail: detail)
        case 4_000_097, 4_000_098, 4_000_099:
            GatewayError(.refusedUpstream, message: "the registry's quota is used up", detail: detail)
        case 4_001_028, 4_001_008, 4_009_010:
            GatewayError(.fieldInvalid, message: "the registry does not take this project name", detail: detail)
        case 4_001_029, 4_009_011:
            GatewayError(.fieldInvalid, message: "the registry does not take this image name", detail: detail)
        case 4_009_021:
            GatewayError(.fieldInvalid, message: "the registry does not take this tag", detail: detail)
        case 0: GatewayError(.refusedUpstream, detail: detail)
        default:
            GatewayError(
                .refusedUpstream, message: "the registry refused the request: code \(code)", detail: detail)
        }
    }

    private func swrRefusal(ofAccount code: Int, _ detail: String) -> GatewayError {
        switch code {
        case 308, 4_031_032, 4_031_042:
            GatewayError(.upstreamLimited, detail: detail, retryAfter: field("Retry-After"))
        // APIGW.03xx is of the gateway in front of SWR, and about who asks.
        case 300..<400: GatewayError(.upstreamCredential, detail: detail)
        default: GatewayError(.roleRefused, message: "the registry does not allow this", detail: detail)
        }
    }

    private static func missing(_ code: Int) -> String? {
        switch code {
        case 4_040_058, 4_041_061: "no such project"
        case 4_040_010, 4_040_113, 4_040_009: "no such image"
        case 4_040_048, 4_040_115, 4_041_056, 4_041_057: "no such tag"
        default: nil
        }
    }
}

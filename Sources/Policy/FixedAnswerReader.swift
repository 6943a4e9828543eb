import Domain

/// Reads `answer`.
enum FixedAnswerReader {
    static func read(_ node: SourceNode, _ log: inout FindingLog) -> FixedAnswer? {
        guard let reader = MappingReader(node, "\"answer\"", known: ["status", "type", "body", "message"], &log),
            let status = reader.required("status", &log)?.integer("\"status\"", in: 200...599, &log)
        else { return nil }
        if let field = missingField(status.value) {
            log.add(
                "a fixed answer has no \(field), which \(status.value) needs: the gateway gives this one by itself",
                at: status.position)
            return nil
        }
        guard let message = reader["message"] else { return body(status.value, reader, &log) }
        for other in ["type", "body"] where reader[other] != nil {
            log.add("\"\(other)\" has no meaning beside \"message\"", at: reader.position(of: other))
            return nil
        }
        return refusal(status, message, &log)
    }

    private static func body(_ status: Int, _ reader: MappingReader, _ log: inout FindingLog) -> FixedAnswer? {
        let type = reader["type"].map { $0.string("\"type\"", &log)?.value } ?? "text/plain; charset=utf-8"
        let body = reader["body"].map { $0.scalarText } ?? ""
        guard let type, let body else {
            log.add("\"body\" of an answer is text", at: reader.position(of: "body"))
            return nil
        }
        guard type.contains("/"), type.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else {
            log.add("\"type\" is a media type such as application/json", at: reader.position(of: "type"))
            return nil
        }
        // RFC 9110 §15.3.5, §15.3.6 and §15.4.5: these have no content.
        if [204, 205, 304].contains(status), !body.isEmpty {
            log.add("an answer with status \(status) has no body", at: reader.position(of: "body"))
            return nil
        }
        return FixedAnswer(status: status, .body(body, type: type))
    }

    /// What an answer of this status has to have in its head (RFC 9110 §15.5.2, §15.5.6), and a fixed one has not.
    private static func missingField(_ status: Int) -> String? {
        switch status {
        case 401: "WWW-Authenticate"
        case 405: "Allow"
        default: nil
        }
    }

    private static func refusal(
        _ status: Located<Int>, _ message: SourceNode, _ log: inout FindingLog
    ) -> FixedAnswer? {
        guard let text = message.string("\"message\"", &log) else { return nil }
        guard text.value.unicodeScalars.count <= 200,
            text.value.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
        else {
            log.add("\"message\" is one line of at most 200 characters", at: text.position)
            return nil
        }
        guard status.value != GatewayError.Code.ruleRefused.status else {
            log.add(
                "who may not do it is refused by a rule: write it under \"deny\", with a \"reason\"",
                at: status.position)
            return nil
        }
        guard let code = FixedAnswer.refusals.first(where: { $0.status == status.value }) else {
            let known = FixedAnswer.refusals.map { "\($0.status)" }.joined(separator: ", ")
            log.add(
                "\"message\" goes with one of the statuses \(known): write \"type\" and \"body\" for another",
                at: status.position)
            return nil
        }
        return FixedAnswer(status: status.value, .refusal(code, message: text.value))
    }
}

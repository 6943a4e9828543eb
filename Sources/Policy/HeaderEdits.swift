/// What a route changes about the header fields that pass it.
package struct HeaderEdits: Hashable, Sendable {
    /// In one direction.
    package struct Edit: Hashable, Sendable {
        /// Names in lower case: what comes with them is left out. Those that are set are among them.
        package internal(set) var removed: [[UInt8]] = []
        /// Those that are set.
        package internal(set) var set: [Line] = []
        /// All of their lines.
        package internal(set) var lines: [UInt8] = []

        package init() {}
    }

    package struct Line: Hashable, Sendable {
        /// In lower case.
        package let name: [UInt8]
        /// `Name: value` and CR LF.
        package let bytes: [UInt8]
    }

    package var request = Edit()
    package var response = Edit()
}

/// Names of header fields as a policy writes them: narrower than RFC 9110 §5.1, since `_` and `.` are taken for `-` by
/// some servers.
enum FieldName {
    /// In lower case; `nil` for what is no such name.
    static func bytes(_ text: String) -> [UInt8]? {
        guard (1...64).contains(text.utf8.count),
            text.utf8.allSatisfy({
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20)
                    || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            })
        else { return nil }
        return Array(text.lowercased().utf8)
    }
}

/// Reads `headers`.
package enum HeadersReader {
    /// Frames, hops and routing are the gateway's own, either way.
    private static let own = [
        "connection", "content-length", "date", "expect", "host", "http2-settings", "keep-alive", "proxy-authenticate",
        "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade", "via",
        "x-request-id",
    ]
    /// What a client sends of these never passes, and what goes upstream has settings of its own.
    private static let ownOfRequests = [
        "authorization", "cookie", "forwarded", "proxy-authentication-info", "remote-user", "true-client-ip",
        "x-client-ip",
        "x-cluster-client-ip", "x-http-method", "x-http-method-override", "x-method-override", "x-original-host",
        "x-original-url", "x-real-ip", "x-remote-user", "x-rewrite-url",
    ]
    /// Families of names by which proxies say who the client is.
    private static let claims = ["x-forwarded-", "x-auth-request-", "x-remote-", "impersonate-"]

    /// Whether a request's field of this name never reaches an upstream as the client sent it: then nothing is decided by
    /// it, and nothing is said in its place.
    ///
    /// - Parameter name: in lower case.
    package static func isOwnOfRequests(_ name: String) -> Bool {
        own.contains(name) || ownOfRequests.contains(name) || claims.contains { name.hasPrefix($0) }
    }

    static func read(_ node: SourceNode, _ log: inout FindingLog) -> HeaderEdits {
        guard let reader = MappingReader(node, "\"headers\"", known: ["request", "response"], &log) else {
            return HeaderEdits()
        }
        return HeaderEdits(
            request: reader["request"].map { edit($0, "\"request\"", isRequest: true, &log) } ?? .init(),
            response: reader["response"].map { edit($0, "\"response\"", isRequest: false, &log) } ?? .init())
    }

    private static func edit(
        _ node: SourceNode, _ what: String, isRequest: Bool, _ log: inout FindingLog
    ) -> HeaderEdits.Edit {
        guard let reader = MappingReader(node, what, known: ["set", "remove"], &log) else { return .init() }
        var edit = HeaderEdits.Edit()
        func take(_ name: Located<String>) -> [UInt8]? {
            guard let bytes = self.name(name, isRequest: isRequest, &log) else { return nil }
            guard !edit.removed.contains(bytes) else {
                log.add("the name \"\(name.value)\" stands twice", at: name.position)
                return nil
            }
            edit.removed.append(bytes)
            return bytes
        }
        if let node = reader["set"] {
            if case .mapping(let members) = node.content, !members.isEmpty {
                for member in members {
                    guard let name = take(member.key), let value = value(member, &log) else { continue }
                    if isRequest, SecretMask.announces(member.key.value) {
                        log.add(
                            "a secret does not stand in the file: give the route \"credentials\" from upstreams.yaml",
                            at: member.value.position, hidesSource: true)
                        continue
                    }
                    let line = Array("\(member.key.value): \(value)\r\n".utf8)
                    edit.set.append(HeaderEdits.Line(name: name, bytes: line))
                    edit.lines += line
                }
            } else {
                log.add("\"set\" is a mapping of names to values", at: node.position)
            }
        }
        for name in reader["remove"].map({ $0.strings("\"remove\"", &log) }) ?? [] { _ = take(name) }
        return edit
    }

    private static func name(_ name: Located<String>, isRequest: Bool, _ log: inout FindingLog) -> [UInt8]? {
        guard let bytes = FieldName.bytes(name.value) else {
            log.add("\"\(name.value)\" is no name of a header field: letters, digits and \"-\"", at: name.position)
            return nil
        }
        let folded = name.value.lowercased()
        if isRequest ? isOwnOfRequests(folded) : own.contains(folded) {
            let hint = ["authorization", "cookie"].contains(folded) ? ": say \"credentials\" under \"to\"" : ""
            log.add("the field \"\(name.value)\" is the gateway's own" + hint, at: name.position)
            return nil
        }
        return bytes
    }

    /// RFC 9110 §5.5, without bytes above ASCII.
    private static func value(_ member: SourceNode.Member, _ log: inout FindingLog) -> String? {
        guard let text = member.value.string("the value of \"\(member.key.value)\"", &log) else { return nil }
        guard text.value.utf8.count <= 4_096, text.value.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }),
            text.value.first != " ", text.value.last != " "
        else {
            log.add("the value of a field is visible ASCII, at most 4096 bytes", at: text.position)
            return nil
        }
        return text.value
    }
}

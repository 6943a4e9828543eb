import Domain
import Foundation

/// One line of a decision log, read back.
struct DecisionLine: Sendable {
    let time: Int64?
    let requestID: String
    let route: String?
    let decision: String
    let reason: String
    let user: String
    let userID: Int64
    /// `nil` for somebody without a token.
    let role: UInt8?
    let namespace: String
    let method: String
    let path: String
    let address: IPAddress?
    let shadow: String?

    /// `nil` for what is no line of a decision log.
    init?(_ bytes: [UInt8]) {
        guard let members = JSONValue.members(of: bytes) else { return nil }
        func text(_ name: String) -> String? {
            if case .string(let text)? = members[name] { return text }
            return nil
        }
        func number(_ name: String) -> Int64? {
            if case .integer(let number)? = members[name] { return number }
            return nil
        }
        guard let decision = text("decision"), let method = text("method"), let path = text("path") else { return nil }
        self.decision = decision
        self.method = method
        self.path = path
        requestID = text("requestId") ?? ""
        route = text("route")
        reason = text("reason") ?? ""
        user = text("user") ?? ""
        userID = number("userId") ?? 0
        role = number("role").flatMap { UInt8(exactly: $0) }
        namespace = text("namespace") ?? ""
        shadow = text("shadow")
        address = text("client").flatMap(Self.address)
        time = text("time").flatMap(Self.seconds)
    }

    /// `192.0.2.7:51234` or `[2001:db8::1]:51234`.
    private static func address(_ client: String) -> IPAddress? {
        guard let colon = client.lastIndex(of: ":") else { return nil }
        let host = client[..<colon]
        return IPAddress(parsing: String(host.hasPrefix("[") ? host.dropFirst().dropLast() : host))
    }

    private static func seconds(_ time: String) -> Int64? {
        (try? Date(time, strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true)))
            .map { Int64($0.timeIntervalSince1970) }
    }
}

/// Reads logs line by line, however long they are.
struct DecisionLines {
    private(set) var count = 0
    /// Lines that are none of a decision log.
    private(set) var unreadable = 0
    /// Bytes read at once.
    private static let piece = 1 << 20

    /// - Parameter progress: told, now and then, how many lines have been read.
    mutating func read(
        _ path: String, progress: (Int) -> Void, _ body: (DecisionLine) -> Void
    ) throws(PolicyDesk.Refusal) {
        guard let file = FileHandle(forReadingAtPath: path) else {
            throw PolicyDesk.Refusal(usage: "the decision log \(path) cannot be read")
        }
        defer { try? file.close() }
        var rest: [UInt8] = []
        while let data = try? file.read(upToCount: Self.piece), !data.isEmpty {
            rest += Array(data)
            var start = 0
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                take(Array(rest[start..<end]), body)
                start = end + 1
            }
            rest.removeFirst(start)
            progress(count)
        }
        if !rest.isEmpty { take(rest, body) }
    }

    private mutating func take(_ bytes: [UInt8], _ body: (DecisionLine) -> Void) {
        guard !bytes.isEmpty else { return }
        count += 1
        guard let line = DecisionLine(bytes) else {
            unreadable += 1
            return
        }
        body(line)
    }
}

import Domain
import Foundation
import Telemetry

extension Settings {
    /// The file that decisions are recorded in, behind what was set aside of it, the oldest first; `nil` when they go
    /// elsewhere. Files with numbers above those that are kept are left from another time, and not among them.
    package var decisionLogPaths: [String]? {
        guard let path = decisionLogPath else { return nil }
        let aside = (1...logs.rotation.keep).reversed().map { "\(path).\($0)" }
        return aside.filter { FileManager.default.fileExists(atPath: $0) } + [path]
    }
}

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
    /// What rules in shadow mode would have said, and what a second policy; `nil` for what said nothing.
    let shadow: (rules: String?, policy: String?)

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
        shadow = Self.shadow(text("shadow") ?? "")
        address = text("client").flatMap(Self.address)
        time = text("time").flatMap(Self.seconds)
    }

    /// `deny`, `policy:deny` or `allow policy:deny`.
    private static func shadow(_ text: String) -> (rules: String?, policy: String?) {
        var shadow: (rules: String?, policy: String?)
        for word in text.split(separator: " ") {
            if word.hasPrefix(DecisionRecord.Shadow.policyMark) {
                shadow.policy = String(word.dropFirst(DecisionRecord.Shadow.policyMark.count))
            } else {
                shadow.rules = String(word)
            }
        }
        return shadow
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
    /// The begin of a line whose end has not been read.
    private var rest: [UInt8] = []
    /// Whether that line is longer than any of a log: its bytes are passed over.
    private var isTooLong = false
    /// Bytes read at once.
    private static let piece = 1 << 20
    /// Bytes of a line. A gateway's are shorter: the target in it is bounded by the head of a request.
    private static let longest = 1 << 20

    /// Whether one was a decision, at least.
    var hasDecisions: Bool { count > unreadable }

    /// - Parameter progress: told, now and then, how many lines have been read.
    mutating func read(
        _ path: String, progress: (Int) -> Void, _ body: (DecisionLine) -> Void
    ) throws(PolicyDesk.Refusal) {
        guard let file = FileHandle(forReadingAtPath: path) else { throw Self.fault(path) }
        defer { try? file.close() }
        while true {
            let data: Data?
            do {
                data = try file.read(upToCount: Self.piece)
            } catch {
                // Half a log would be judged as if it were all of it.
                throw Self.fault(path)
            }
            guard let data, !data.isEmpty else { break }
            let bytes = Array(data)
            var start = 0
            while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
                keep(bytes[start..<end])
                take(body)
                start = end + 1
            }
            keep(bytes[start...])
            progress(count)
        }
        take(body)
    }

    /// Ends the command when not one line of these logs was a decision: it would say of nothing that nothing changes.
    func require(in logs: [String]) throws(PolicyDesk.Refusal) {
        guard !hasDecisions else { return }
        throw PolicyDesk.Refusal(usage: "no line of \(logs.joined(separator: ", ")) is one of a decision log")
    }

    private static func fault(_ path: String) -> PolicyDesk.Refusal {
        PolicyDesk.Refusal(usage: "the decision log \(path) cannot be read")
    }

    private mutating func keep(_ bytes: ArraySlice<UInt8>) {
        guard !isTooLong else { return }
        guard rest.count + bytes.count <= Self.longest else {
            isTooLong = true
            rest.removeAll()
            return
        }
        rest += bytes
    }

    private mutating func take(_ body: (DecisionLine) -> Void) {
        defer {
            rest.removeAll(keepingCapacity: true)
            isTooLong = false
        }
        guard isTooLong || !rest.isEmpty else { return }
        count += 1
        guard !isTooLong, let line = DecisionLine(rest) else {
            unreadable += 1
            return
        }
        body(line)
    }
}

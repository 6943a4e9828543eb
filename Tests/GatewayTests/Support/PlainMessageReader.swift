/// The reading position of `PlainMessage.read`.
struct PlainMessageReader {
    private let bytes: [UInt8]
    private(set) var position = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The lines up to an empty one; `nil` when that has not come.
    mutating func section() throws -> [String]? {
        var lines: [String] = []
        while let line = try line() {
            if line.isEmpty { return lines }
            lines.append(line)
        }
        return nil
    }

    /// `nil` when its CRLF has not come.
    mutating func line() throws -> String? {
        guard let feed = bytes[position...].firstIndex(of: 0x0A) else { return nil }
        guard feed > position, bytes[feed - 1] == 0x0D else {
            throw PlainMessage.Fault(description: "a line ends in a bare LF")
        }
        let line = bytes[position..<feed - 1]
        guard !line.contains(0x0D) else { throw PlainMessage.Fault(description: "a CR inside a line") }
        position = feed + 1
        return String(decoding: line, as: UTF8.self)
    }

    static func field(_ line: String) throws -> (name: String, value: String) {
        let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[0].contains(where: { $0 == " " || $0 == "\t" }) else {
            throw PlainMessage.Fault(description: "not a field line: \(line.debugDescription)")
        }
        return (String(parts[0]), parts[1].drop { $0 == " " }.description)
    }

    /// Reads the body into `message`; false when it is not complete.
    mutating func body(of message: inout PlainMessage, _ kind: PlainMessage.Kind, hasEnded: Bool) throws -> Bool {
        let lengths = message.values("Content-Length")
        let codings = message.values("Transfer-Encoding")
        guard lengths.count <= 1, codings.count <= 1, lengths.isEmpty || codings.isEmpty else {
            throw PlainMessage.Fault(description: "framed twice: \(message.fields)")
        }
        if kind == .responseToHead { return true }
        if kind == .response, message.status < 200 || message.status == 204 || message.status == 304 { return true }
        if let coding = codings.first {
            guard coding == "chunked" else { throw PlainMessage.Fault(description: "coding \(coding)") }
            return try chunked(&message)
        }
        if let length = lengths.first {
            guard let count = Int(length) else { throw PlainMessage.Fault(description: "length \(length)") }
            guard bytes.count - position >= count else { return false }
            message.body = Array(bytes[position..<position + count])
            position += count
            return true
        }
        if kind == .request { return true }
        message.body = Array(bytes[position...])
        position = bytes.count
        return hasEnded
    }

    private mutating func chunked(_ message: inout PlainMessage) throws -> Bool {
        while let line = try line() {
            guard let size = Int(line, radix: 16) else {
                throw PlainMessage.Fault(description: "chunk size \(line.debugDescription)")
            }
            if size == 0 {
                guard let trailers = try section() else { return false }
                message.trailers = try trailers.map(Self.field)
                message.body = message.chunks.flatMap(\.self)
                return true
            }
            guard bytes.count - position >= size + 2 else { return false }
            message.chunks.append(Array(bytes[position..<position + size]))
            position += size
            guard try self.line() == "" else { throw PlainMessage.Fault(description: "no CRLF behind a chunk") }
        }
        return false
    }
}

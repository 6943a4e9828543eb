import Testing
import WireTranscript

@testable import HTTPWire

@Suite("Field names")
struct FieldIDTests {
    static let known = FieldID.allCases.filter { $0 != .other }

    @Test("every known name is found in any letter case", arguments: known)
    func anyCase(_ id: FieldID) {
        let name = bytes(of: id)
        let alternating = name.enumerated().map { $0.offset & 1 == 0 ? upper($0.element) : $0.element }
        #expect(read([name, name.map(upper), alternating]).map(\.id) == [id, id, id])
    }

    @Test("the set of ids fits into its machine word, and names are in lower case and distinct")
    func distinct() {
        #expect(FieldID.allCases.allSatisfy { $0.rawValue < 64 })
        let names = FieldIDTests.known.map(bytes)
        #expect(Set(names).count == names.count)
        #expect(names.allSatisfy { $0 == $0.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 } && !$0.isEmpty })
    }

    @Test("a name that differs by one byte is another field", arguments: known)
    func oneByte(_ id: FieldID) {
        let name = bytes(of: id)
        let all = Set(FieldIDTests.known.map(bytes))
        var candidates: [[UInt8]] = []
        for index in name.indices {
            for byte in UInt8.min...UInt8.max where isToken(byte) && lower(byte) != name[index] {
                var candidate = name
                candidate[index] = byte
                if !all.contains(candidate.map(lower)) { candidates.append(candidate) }
            }
        }
        candidates += [Array(name.dropLast()), Array(name.dropFirst()), name + [0x61], [0x61] + name]
            .filter { !$0.isEmpty && !all.contains($0) }
        let found = read(candidates)
        #expect(found.count == candidates.count)
        #expect(found.allSatisfy { $0.id == .other })
    }

    @Test("a name that an upstream could fold into a known one is marked", arguments: known)
    func folded(_ id: FieldID) {
        let name = bytes(of: id)
        let candidates = name.indices.filter { name[$0] == UInt8(ascii: "-") }.flatMap { index in
            [UInt8(ascii: "_"), UInt8(ascii: ".")].map { byte in
                var candidate = name
                candidate[index] = byte
                return candidate
            }
        }
        #expect(read(candidates).allSatisfy { $0.id == .other && $0.isAmbiguous })
        #expect(read([name]).map(\.isAmbiguous) == [false])
    }

    @Test(
        "names of a family that says who the client is are marked, unless they have an id",
        arguments: [
            ("X-Forwarded-Something", true), ("x-auth-request-email", true), ("X-REMOTE-GROUP", true),
            ("Impersonate-User", true), ("X-Forwarded-", false), ("X-Forwarded", false), ("X-Remote", false),
            ("XX-Forwarded-User", false), ("X-Request-Id", false), ("X-Forwarded-For", false), ("If-Match", false),
        ])
    func claims(_ name: String, _ expected: Bool) {
        #expect(read([Array(name.utf8)]).map(\.isClaim) == [expected])
    }

    @Test("Connection removes known and unknown fields, by whole name and in any letter case")
    func nominated() {
        let reading = WireReading.of(
            "GET / HTTP/1.1\r\nHost: a\r\nX-Real-User: 1\r\nX-Real-User-Id: 2\r\nTE: 3\r\nDate: 4\r\n"
                + "Connection: x-real-USER, te\r\nx-real-user: 5\r\n\r\n")
        let removed = reading.messages.flatMap(\.fields).filter(\.isForThisHop)
        #expect(removed.map { String(decoding: $0.value, as: UTF8.self) } == ["1", "3", "5"])
    }

    /// Each name as the line reader sees it.
    private func read(_ names: [[UInt8]]) -> [FieldLine] {
        let reader = FieldLineReader()
        return names.compactMap { name in
            let line = name + Array(": x".utf8)
            return try? reader.read(line.span, line.indices)
        }
    }

    private func bytes(of id: FieldID) -> [UInt8] { id.name.withUTF8Buffer { Array($0) } }
    private func upper(_ byte: UInt8) -> UInt8 { (0x61...0x7A).contains(byte) ? byte & ~0x20 : byte }
    private func lower(_ byte: UInt8) -> UInt8 { (0x41...0x5A).contains(byte) ? byte | 0x20 : byte }
    private func isToken(_ byte: UInt8) -> Bool {
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8.contains(byte)
    }
}

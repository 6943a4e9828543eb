import Testing

@testable import Proxy

@Suite("Static files: entity tags")
struct StaticTagTests {
    private static func version(
        inode: UInt64 = 1, size: Int = 2, modified: StaticEntry.Instant = .init(second: 3, nanosecond: 4),
        changed: StaticEntry.Instant = .init(second: 5, nanosecond: 6)
    ) -> StaticEntry.Version {
        StaticEntry.Version(inode: inode, size: size, modified: modified, changed: changed)
    }

    @Test("whatever differs between two versions of a file makes another tag, and nothing else does")
    func distinct() {
        let versions = [
            Self.version(), Self.version(inode: 2), Self.version(size: 3),
            Self.version(modified: .init(second: 4, nanosecond: 4)),
            Self.version(modified: .init(second: 3, nanosecond: 5)),
            Self.version(changed: .init(second: 6, nanosecond: 6)),
            Self.version(changed: .init(second: 5, nanosecond: 7)),
            Self.version(modified: .init(second: -1, nanosecond: 4)),
        ]
        #expect(Set(versions.map { EntityTag($0, now: 1_000).opaque }).count == versions.count)
        #expect(EntityTag(Self.version(), now: 1_000) == EntityTag(Self.version(), now: 2_000))
    }

    @Test(
        "a tag is strong once the file has been at rest, however old or new it says it is",
        arguments: [(100, true), (101, true), (102, true), (103, false), (104, false), (99, true)] as [(Int64, Bool)])
    func rest(now: Int64, isWeak: Bool) {
        for modified in [0, 100, 1_000_000] as [Int64] {
            let version = Self.version(modified: .init(second: modified), changed: .init(second: 100))
            #expect(EntityTag(version, now: now).isWeak == isWeak)
        }
    }

    @Test("a tag is written as it is read")
    func text() {
        for tag in [EntityTag(opaque: "1f", isWeak: false), EntityTag(opaque: "1f", isWeak: true)] {
            #expect(EntityTag.list(in: tag.text) == [tag])
        }
        #expect(EntityTag(opaque: "1f", isWeak: true).text == "W/\"1f\"")
    }

    @Test(
        "lists are read by their quotes",
        arguments: [
            ("\"a\"", ["a"]), ("\"a\", W/\"b\",\"c\"", ["a", "W/b", "c"]), ("\"a,b\"", ["a,b"]), ("\"\"", [""]),
            ("", []), ("a", []), ("\"a", []), ("\"a\", b, \"c\"", ["a", "c"]), ("w/\"a\"", ["a"]),
            ("W/\"a\", \"b\", W", ["W/a", "b"]),
        ] as [(String, [String])])
    func lists(field: String, expected: [String]) {
        #expect(EntityTag.list(in: field).map { ($0.isWeak ? "W/" : "") + $0.opaque } == expected)
    }
}

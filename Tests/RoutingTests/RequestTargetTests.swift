import Domain
import Testing

@testable import Routing

@Suite("The normal form of a request target")
struct RequestTargetTests {
    @Test(
        "a clean target is its segments, its trailing slash and its query",
        arguments: [
            ("/", TargetReading([], endsInSlash: true)),
            ("/a", TargetReading(["a"])),
            ("/a/", TargetReading(["a"], endsInSlash: true)),
            ("/v1/x/y", TargetReading(["v1", "x", "y"])),
            ("/a?", TargetReading(["a"], query: "")),
            ("/?q=1", TargetReading([], endsInSlash: true, query: "q=1")),
            ("/a?b/../c?d;e\\f", TargetReading(["a"], query: "b/../c?d;e\\f")),
            ("/a?q=%2e%2E%zz".replacing("%zz", with: "%7e"), TargetReading(["a"], query: "q=%2e%2E%7e")),
            ("/...", TargetReading(["..."])),
            ("/.a/a./..a", TargetReading([".a", "a.", "..a"])),
            ("/a:b@c!$&'()*+,=~-_.", TargetReading(["a:b@c!$&'()*+,=~-_."])),
            ("/a|b^c\"d<e>`{f}[g]", TargetReading(["a|b^c\"d<e>`{f}[g]"])),
        ])
    func clean(_ text: String, _ expected: TargetReading) throws {
        #expect(try TargetReading(reading: text) == expected)
    }

    @Test(
        "percent-encoding is taken off, up to three layers",
        arguments: [
            ("/%61bc", ["abc"]),
            ("/%2561bc", ["abc"]),
            ("/%252561bc", ["abc"]),
            ("/a%2Fb/c", ["a", "b", "c"]),
            ("/a%2fb%252Fc%25252Fd", ["a", "b", "c", "d"]),
            ("/a%20b%3F%23", ["a b?#"]),
            ("/caf%C3%A9", ["café"]),
            ("/%E2%80%A6/x", ["…", "x"]),
            ("/a%25%32%46b", ["a", "b"]),
            ("/x%2E", ["x."]),
        ])
    func decoded(_ text: String, _ segments: [String]) throws {
        #expect(try TargetReading(reading: text) == TargetReading(segments))
    }

    @Test(
        "what two servers could read in two ways is refused",
        arguments: [
            ("", .notAPath), ("*", .notAPath), ("a/b", .notAPath), ("example.org:443", .notAPath),
            ("ftp://host/a", .notAPath), ("http:/host/a", .notAPath),
            ("/.", .dotSegment), ("/..", .dotSegment), ("/a/./b", .dotSegment), ("/v1/../admin", .dotSegment),
            ("/a/..", .dotSegment), ("/a/../", .dotSegment), ("/a/..?b", .dotSegment),
            ("/%2e", .dotSegment), ("/%2e%2e/a", .dotSegment), ("/.%2e/a", .dotSegment), ("/%252e%252e", .dotSegment),
            ("/%25252e%25252e", .dotSegment), ("/a%2f..", .dotSegment), ("/..%2fa", .dotSegment),
            ("/a%252f%2e%2e%252fb", .dotSegment), ("/a/%2e%2e%2f%2e%2e%2fb", .dotSegment),
            ("//", .emptySegment), ("//a", .emptySegment), ("/a//b", .emptySegment), ("/a//", .emptySegment),
            ("/a%2f/b", .emptySegment), ("/%2fa", .emptySegment), ("/a%2f%2fb", .emptySegment),
            ("/a%252f", .emptySegment),
            ("/a\\b", .backslash), ("/\\..\\", .backslash), ("/a%5cb", .backslash), ("/a%255Cb", .backslash),
            ("/a;b", .pathParameter), ("/..;/a", .pathParameter), ("/a%3bb", .pathParameter),
            ("/a%25253Bb", .pathParameter), ("/a%20;", .pathParameter),
            ("/a#b", .fragment), ("/a?b#c", .fragment), ("/%41#", .fragment), ("http://h#a", .fragment),
            ("/%", .badTriplet), ("/%z", .badTriplet), ("/%zz", .badTriplet), ("/a%2", .badTriplet),
            ("/a%2g/b", .badTriplet), ("/100%25", .badTriplet), ("/%25zz", .badTriplet), ("/%%32%35", .badTriplet),
            ("/a?%", .badTriplet), ("/a?%2", .badTriplet), ("/a?x=%g1", .badTriplet),
            ("/%00", .encodedControl), ("/a%0d%0ab", .encodedControl), ("/%7f", .encodedControl),
            ("/%2500", .encodedControl), ("/%C2%85", .encodedControl),
            ("/%C0%AE%C0%AE/a", .notUTF8), ("/%C0%AFa", .notUTF8), ("/%E0%80%AF", .notUTF8), ("/%ED%A0%80", .notUTF8),
            ("/%ff", .notUTF8), ("/%C3", .notUTF8),
            ("/%25252561", .encodedTooDeep), ("/%2525252F", .encodedTooDeep),
            ("/a b", .badByte), ("/a?b c", .badByte), ("/é", .badByte), ("/a?é", .badByte), ("/a\u{7F}", .badByte),
            ("/a\tb", .badByte), ("/%41 ", .badByte), ("/a\0", .badByte),
        ] as [(String, TargetFault)])
    func refused(_ text: String, _ fault: TargetFault) {
        #expect(TargetReading.fault(Array(text.utf8)) == fault)
    }

    @Test("every single byte is refused, ends the path, or is a segment of its own")
    func everyByte() {
        for byte in UInt8.min...UInt8.max {
            let fault = TargetReading.fault([UInt8(ascii: "/"), UInt8(ascii: "a"), byte])
            let isLegal = ASCIISet.plainSegment.contains(byte) || byte == Byte.slash || byte == Byte.question
            #expect((fault == nil) == isLegal, "byte \(byte)")
        }
    }

    @Test(
        "an absolute-form target gives its authority for comparison",
        arguments: [
            ("http://h/a?b", TargetReading(["a"], query: "b", authority: "h")),
            ("HTTPS://Host:8443/a/", TargetReading(["a"], endsInSlash: true, authority: "Host:8443")),
            ("http://[::1]:80/a", TargetReading(["a"], authority: "[::1]:80")),
            ("http://host", TargetReading([], endsInSlash: true, authority: "host")),
            ("http://host?q", TargetReading([], endsInSlash: true, query: "q", authority: "host")),
        ])
    func absoluteForm(_ text: String, _ expected: TargetReading) throws {
        #expect(try TargetReading(reading: text) == expected)
    }

    @Test(
        "an authority that is empty or holds user information is refused",
        arguments: [
            "http:///a", "http://", "http://u@h/a", "http://u:p@h/a", "http://h%2f/a", "http://h\\a", "http://?a",
        ])
    func badAuthority(_ text: String) {
        let fault = TargetReading.fault(Array(text.utf8))
        #expect(fault == .badAuthority || fault == .notAPath)
    }

    @Test("128 segments are read and 129 are not, however they are written")
    func segmentLimit() throws {
        let most = String(repeating: "/a", count: 128)
        #expect(try TargetReading(reading: most).segments.count == 128)
        #expect(TargetReading.fault(Array((most + "/a").utf8)) == .tooManySegments)
        let encoded = "/a" + String(repeating: "%2Fa", count: 128)
        #expect(TargetReading.fault(Array(encoded.utf8)) == .tooManySegments)
    }

    @Test("65535 bytes are read and 65536 are not")
    func byteLimit() {
        #expect(TargetReading.fault(Array(("/" + String(repeating: "a", count: 65_534)).utf8)) == nil)
        #expect(TargetReading.fault(Array(("/" + String(repeating: "a", count: 65_535)).utf8)) == .tooLong)
    }

    @Test("nothing of one target is left in the next")
    func reuse() throws {
        var target = RequestTarget()
        try target.read(Array("http://host/a/very/long/path%2Fwith/much/in/it/?query=1".utf8).span)
        try target.read(Array("/b".utf8).span)
        let segments = target.segmentTexts()
        let rest = (target.queryText(), target.authority, target.endsInSlash, target.joined.isEmpty)
        #expect(segments == ["b"])
        #expect(rest == (nil, nil, false, true))
        #expect(target.canonicalPath() == "/b")
    }

    @Test("after a fault the value is empty and matches no route, not even the root")
    func afterFault() throws {
        var entries = [RouteTable.Entry(try RoutePattern(parsing: "/"), methods: [.get])]
        entries.append(RouteTable.Entry(try RoutePattern(parsing: "/{any...}"), methods: [.get]))
        let table = try RouteTable.build(entries)
        var target = RequestTarget()
        #expect(throws: TargetFault.dotSegment) { try target.read(Array("/a/b/../".utf8).span) }
        let count = target.segmentCount
        #expect(count == 0)
        #expect(table.match(target, method: .get) == .unknown)
    }

    @Test("the canonical path is the decoded one")
    func canonicalPath() throws {
        var target = RequestTarget()
        try target.read(Array("/a%2Fb/%63/?q".utf8).span)
        #expect(target.canonicalPath() == "/a/b/c/")
        try target.read(Array("/".utf8).span)
        #expect(target.canonicalPath() == "/")
    }
}

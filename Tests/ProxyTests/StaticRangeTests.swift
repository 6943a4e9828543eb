import Testing

@testable import Proxy

@Suite("Static files: ranges")
struct StaticRangeTests {
    @Test(
        "one range of 100 bytes",
        arguments: [
            ("bytes=0-9", .part(0..<10)), ("bytes=0-0", .part(0..<1)), ("bytes=99-99", .part(99..<100)),
            ("bytes=90-", .part(90..<100)), ("bytes=0-", .part(0..<100)), ("bytes=50-1000", .part(50..<100)),
            ("bytes=-10", .part(90..<100)), ("bytes=-100", .part(0..<100)), ("bytes=-101", .part(0..<100)),
            ("BYTES=0-9", .part(0..<10)), ("bytes= 0-9 ", .part(0..<10)), ("bytes=,0-9,", .part(0..<10)),
            ("bytes=0-99999999999999999999", .part(0..<100)), ("bytes=-99999999999999999999", .part(0..<100)),
            ("bytes=100-", .unsatisfiable), ("bytes=100-200", .unsatisfiable), ("bytes=-0", .unsatisfiable),
            ("bytes=99999999999999999999-", .unsatisfiable),
            ("bytes=99999999999999999998-99999999999999999999", .unsatisfiable),
        ] as [(String, RequestedRange)])
    func one(field: String, expected: RequestedRange) {
        #expect(RequestedRange(field, size: 100) == expected)
    }

    @Test(
        "several ranges, other units and what is none are the whole file",
        arguments: [
            "bytes=0-1,5-6", "bytes=0-, 0-, 0-", "lines=0-9", "bytes", "bytes=", "bytes=-", "bytes=9-0", "bytes=a-b",
            "bytes=1-2-3", "bytes=+1-2", "bytes=1-+2", "bytes=--1", "bytes=0x1-2", "bytes=１-２", "bytes:0-9", "",
            "bytes=0-9bytes=0-9", "bytes=1",
        ])
    func none(field: String) {
        #expect(RequestedRange(field, size: 100) == .none)
    }

    @Test(
        "an empty file has no first byte, and all of it is its end",
        arguments: [("bytes=0-", .unsatisfiable), ("bytes=-5", .none), ("bytes=-0", .unsatisfiable)]
            as [(String, RequestedRange)])
    func empty(field: String, expected: RequestedRange) {
        #expect(RequestedRange(field, size: 0) == expected)
    }
}

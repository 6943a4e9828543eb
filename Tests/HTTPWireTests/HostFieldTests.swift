import HTTPWire
import Testing
import WireTranscript

@Suite("Host")
struct HostFieldTests {
    @Test(
        "a host is a name or an address with an optional port",
        arguments: [
            "a", "registry.example.org", "a-b_c.d", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::ffff:1.2.3.4]:443",
            "a:0", "a:65535", "A.B:1",
        ])
    func valid(_ host: String) {
        #expect(isValid(host))
    }

    @Test(
        "anything that another parser could read as another host is refused",
        arguments: [
            "", ":80", "a:", "a:65536", "a:000080", "a:-1", "a:8o", "a:80:90", "a b", "a,b", "a/b", "a?b", "a#b",
            "user@a", "a%2e", "a;b", "[::1", "::1", "[]", "[:]x", "[::1]x", "[g::1]", "[::1]:", "[fe80::1%25eth0]",
            "a\\b", "é", "a\0",
        ])
    func invalid(_ host: String) {
        #expect(!isValid(host))
    }

    @Test("a host of more than 261 bytes is refused", arguments: [(261, true), (262, false)])
    func length(_ count: Int, _ expected: Bool) {
        #expect(isValid(String(repeating: "a", count: count)) == expected)
    }

    @Test("a bad host is a fault of the request")
    func fault() {
        #expect(WireReading.of("GET / HTTP/1.1\r\nHost: a@b\r\n\r\n").fault == .hostInvalid)
        #expect(WireReading.of("GET / HTTP/1.1\r\nHost:\r\n\r\n").fault == .hostInvalid)
    }

    @Test("two hosts are equal letter case aside")
    func equality() {
        #expect(areEqual("Host.AhOST.a", 6))
        #expect(!areEqual("Host.AhOST.b", 6))
        #expect(!areEqual("Host.AhOST", 6))
        #expect(!areEqual("a[a{", 2))
    }

    /// Compares what lies before `offset` with what lies from there on.
    private func areEqual(_ text: String, _ offset: Int) -> Bool {
        let bytes = Array(text.utf8)
        return HostField.equals(bytes.span, 0..<offset, offset..<bytes.count)
    }

    private func isValid(_ host: String) -> Bool {
        let bytes = Array(host.utf8)
        return HostField.isValid(bytes.span, 0..<bytes.count)
    }
}

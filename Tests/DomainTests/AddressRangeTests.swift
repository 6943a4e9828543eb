import Domain
import Testing

@Suite("Ranges of addresses")
struct AddressRangeTests {
    @Test(
        "a range holds the addresses that begin with its bits",
        arguments: [
            (
                "10.0.0.0/8", ["10.0.0.0", "10.255.255.255", "::ffff:10.1.2.3"],
                ["9.255.255.255", "11.0.0.0", "::a00:1", "::"]
            ),
            ("192.0.2.0/24", ["192.0.2.0", "192.0.2.255"], ["192.0.1.255", "192.0.3.0"]),
            ("192.0.2.4/30", ["192.0.2.4", "192.0.2.7"], ["192.0.2.3", "192.0.2.8"]),
            ("192.0.2.6/31", ["192.0.2.6", "192.0.2.7"], ["192.0.2.5", "192.0.2.8"]),
            ("192.0.2.7/32", ["192.0.2.7"], ["192.0.2.6", "192.0.2.8"]),
            ("192.0.2.7", ["192.0.2.7"], ["192.0.2.6", "::192.0.2.7"]),
            ("128.0.0.0/1", ["128.0.0.0", "255.255.255.255"], ["127.255.255.255", "8000::"]),
            // Every IPv4 address, and none of the others.
            ("0.0.0.0/0", ["0.0.0.0", "255.255.255.255", "::ffff:1.2.3.4"], ["::", "::1", "2001:db8::"]),
            ("::ffff:0:0/96", ["0.0.0.0", "255.255.255.255"], ["::1", "::fffe:0:0"]),
            ("::ffff:10.0.0.0/104", ["10.1.2.3"], ["11.0.0.0"]),
            ("::/0", ["0.0.0.0", "::", "ffff::"], []), ("::1", ["::1"], ["::", "::2", "0.0.0.1"]),
            ("::1/128", ["::1"], ["::"]),
            (
                "2001:db8::/32", ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff"],
                ["2001:db7:ffff::", "2001:db9::", "10.0.0.1"]
            ),
            ("2001:db8::/33", ["2001:db8:7fff::1"], ["2001:db8:8000::"]),
            ("2001:db8::/63", ["2001:db8:0:1::"], ["2001:db8:0:2::"]),
            ("2001:db8::/64", ["2001:db8::ffff:0:0:1"], ["2001:db8:0:1::"]),
            ("2001:db8::/65", ["2001:db8::7fff:0:0:1"], ["2001:db8::8000:0:0:0"]),
            ("2001:db8::8/125", ["2001:db8::8", "2001:db8::f"], ["2001:db8::7", "2001:db8::10"]),
            ("8000::/1", ["ffff::"], ["7fff::", "10.0.0.1"]),
        ])
    func contains(_ text: String, _ inside: [String], _ outside: [String]) throws {
        let range = try AddressRange(parsing: text)
        for address in inside { #expect(range.contains(try #require(IPAddress(parsing: address))), "\(address)") }
        for address in outside { #expect(!range.contains(try #require(IPAddress(parsing: address))), "\(address)") }
    }

    @Test(
        "a base with bits behind the prefix means something else than it says",
        arguments: [
            "10.0.0.1/8", "10.0.0.0/6", "192.0.2.7/31", "192.0.2.1/0", "::1/127", "::1/64", "2001:db8:0:1::/63",
            "::ffff:10.0.0.1/104", "::ffff:0:0/80", "ffff::/0",
        ])
    func bitsBehindPrefix(_ text: String) {
        #expect(throws: AddressRange.Fault.bitsBehindPrefix) { try AddressRange(parsing: text) }
    }

    @Test(
        "anything else is no range",
        arguments: [
            "", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/08", "10.0.0.0/00", "10.0.0.0/-1", "10.0.0.0/+8",
            "10.0.0.0/8/8", "10.0.0.0/8 ",
            "10.0.0.0 /8", "10/8", "10.0.0.0/255.0.0.0", "10.0.0.0-10.0.0.9", "10.0.0.*", "::/129", "::/0x10",
            "::1%lo/128", "localhost", "*",
            "10.0.0.0/99999999999999999999", "::ffff:10.0.0.0/129", "10.0.0.0/٨",
        ])
    func noRange(_ text: String) {
        #expect(throws: AddressRange.Fault.syntax) { try AddressRange(parsing: text) }
    }

    @Test("every prefix length holds its base, and neither the address before nor the one behind")
    func everyLength() throws {
        for length in 1...32 {
            // The upper half of the halves: the highest base of this length.
            let base = UInt32.max << UInt32(32 - length)
            let range = try AddressRange(parsing: "\(dotted(base))/\(length)")
            #expect(range.contains(address(base)) && range.contains(address(.max)))
            #expect(!range.contains(address(base &- 1)) && !range.contains(address(0)), "/\(length)")
        }
        for length in 1...128 {
            let high: UInt64 = length >= 64 ? .max : .max << UInt64(64 - length)
            let low: UInt64 = length <= 64 ? 0 : .max << UInt64(128 - length)
            let base = IPAddress(high: high, low: low)
            let range = try AddressRange(parsing: "\(base)/\(length)")
            #expect(range.contains(base) && range.contains(IPAddress(high: .max, low: .max)))
            let before = IPAddress(high: low == 0 ? high - 1 : high, low: low &- 1)
            #expect(!range.contains(before) && !range.contains(IPAddress(high: 0, low: 0)), "/\(length)")
        }
    }

    private func dotted(_ number: UInt32) -> String {
        [24, 16, 8, 0].map { "\(number >> $0 & 0xFF)" }.joined(separator: ".")
    }

    private func address(_ number: UInt32) -> IPAddress {
        IPAddress(high: 0, low: 0xFFFF_0000_0000 | UInt64(number))
    }
}

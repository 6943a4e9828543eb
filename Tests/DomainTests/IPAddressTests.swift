import Domain
import Testing

@Suite("Addresses")
struct IPAddressTests {
    @Test(
        "an IPv4 address is four decimal bytes, and one with the IPv6 address that it is mapped to",
        arguments: [
            ("0.0.0.0", 0), ("10.1.2.3", 0x0A01_0203), ("127.0.0.1", 0x7F00_0001), ("255.255.255.255", 0xFFFF_FFFF),
            ("::ffff:10.1.2.3", 0x0A01_0203), ("::FFFF:0a01:0203", 0x0A01_0203),
            ("0:0:0:0:0:ffff:10.1.2.3", 0x0A01_0203),
        ] as [(String, UInt64)])
    func version4(_ text: String, _ number: UInt64) throws {
        let address = try #require(IPAddress(parsing: text))
        #expect(address == IPAddress(high: 0, low: 0xFFFF_0000_0000 | number))
        #expect(address.isIPv4)
        #expect(IPAddress(parsing: address.description) == address)
    }

    @Test(
        "an IPv6 address is eight groups, of which one run of zeros may be left out",
        arguments: [
            ("::", 0, 0), ("::1", 0, 1), ("1::", 0x0001_0000_0000_0000, 0),
            ("2001:db8::7", 0x2001_0DB8_0000_0000, 7), ("2001:DB8:0:0:0:0:0:7", 0x2001_0DB8_0000_0000, 7),
            ("1:2:3:4:5:6:7:8", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008),
            ("1:2:3:4:5:6:7::", 0x0001_0002_0003_0004, 0x0005_0006_0007_0000),
            ("::2:3:4:5:6:7:8", 0x0000_0002_0003_0004, 0x0005_0006_0007_0008),
            ("1::8", 0x0001_0000_0000_0000, 8), ("1:2::7:8", 0x0001_0002_0000_0000, 0x0000_0000_0007_0008),
            ("fe80::a:b", 0xFE80_0000_0000_0000, 0x0000_0000_000A_000B),
            ("64:ff9b::192.0.2.33", 0x0064_FF9B_0000_0000, 0xC000_0221),
            ("::192.0.2.33", 0, 0xC000_0221), ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", .max, .max),
            ("0001:0002:0003:0004:0005:0006:0007:0008", 0x0001_0002_0003_0004, 0x0005_0006_0007_0008),
        ] as [(String, UInt64, UInt64)])
    func version6(_ text: String, _ high: UInt64, _ low: UInt64) throws {
        let address = try #require(IPAddress(parsing: text))
        #expect(address == IPAddress(high: high, low: low))
        #expect(!address.isIPv4)
        #expect(IPAddress(parsing: address.description) == address)
    }

    @Test(
        "what two readers could take for two addresses, or for none, is none",
        arguments: [
            "", " ", "1", "1.2.3", "1.2.3.4.5", "1.2.3.", ".1.2.3", "1..2.3", "256.1.1.1", "1.2.3.4 ", " 1.2.3.4",
            "1.2.3.-4", "1.2.3.+4",
            // Octal and hexadecimal to some.
            "010.0.0.1", "1.2.3.04", "00.0.0.0", "0x7f.0.0.1", "2130706433", "127.1", "1.2.3.4/8", "1.2.3.4:80",
            "a.b.c.d", "١.٢.٣.٤",
            ":", ":::", "1:", ":1", "1:2", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
            "::1:2:3:4:5:6:7:8", "1::2::3",
            "1:2:3:4:5:6:7::8:9", ":1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8:", "12345::", "00001::", "g::", "::-1", "::+1",
            "::1 ", " ::1",
            "fe80::1%eth0", "fe80::1%25eth0", "[::1]", "::1/128", "::1.2.3", "::1.2.3.4.5", "::1.2.3.256", "::01.2.3.4",
            "1.2.3.4::",
            "1.2.3.4:5:6:7:8:9:a:b", "::1.2.3.4:5", "::ffff:1.2.3.4:0", "1:2:3:4:5:6:7:1.2.3.4", "::１", "::ａ",
            "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa",
        ])
    func none(_ text: String) {
        #expect(IPAddress(parsing: text) == nil)
    }

    @Test(
        "an address is told so that it can be read again",
        arguments: [
            ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:0db8::0007", "2001:db8::7"), ("::", "::"),
            ("1:0:2:0:0:3:0:0", "1:0:2::3:0:0"), ("1:2:3:4:5:6:7:0", "1:2:3:4:5:6:7:0"), ("::1", "::1"), ("1::", "1::"),
        ])
    func description(_ text: String, _ told: String) {
        #expect(IPAddress(parsing: text)?.description == told)
    }
}

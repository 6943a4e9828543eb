import Foundation
import Testing

@testable import Proxy

@Suite("HTTP dates")
struct HTTPDateTests {
    private let formatter: DateFormatter = {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter
    }()

    @Test("they are those of Foundation, on days over four centuries and at changing times of day")
    func sameAsFoundation() {
        // 86,399 is coprime to what the calendar repeats by, so days, months and times of day all vary.
        for step in stride(from: 0, to: 147_000, by: 7) {
            let second = Int64(step) * 86_399
            #expect(HTTPDate.format(second) == formatter.string(from: Date(timeIntervalSince1970: Double(second))))
        }
    }

    @Test(
        "the days around which calendars go wrong are right",
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (951_782_399, "Mon, 28 Feb 2000 23:59:59 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (951_868_800, "Wed, 01 Mar 2000 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
        ] as [(Int64, String)])
    func known(second: Int64, text: String) {
        #expect(HTTPDate.format(second) == text)
    }

    @Test("a new second has a new text, the same one the same")
    func cached() {
        var date = HTTPDate()
        let first = date.text(at: 1_000)
        #expect(date.text(at: 1_000) == first)
        #expect(date.text(at: 1_001) != first)
        #expect(date.text(at: 1_000) == first)
    }

    @Test("the line is that of the same second, whichever of the two was asked for before")
    func line() {
        var date = HTTPDate()
        #expect(date.line(at: 784_111_777) == Array("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n".utf8))
        #expect(date.text(at: 784_111_778) == "Sun, 06 Nov 1994 08:49:38 GMT")
        #expect(date.line(at: 784_111_778) == Array("Date: Sun, 06 Nov 1994 08:49:38 GMT\r\n".utf8))
    }
}

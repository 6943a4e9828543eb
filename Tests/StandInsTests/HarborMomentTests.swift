import Testing

@testable import StandIns

@Suite("Times of Harbor's stand-in")
struct HarborMomentTests {
    @Test(
        "milliseconds come out as they went in",
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_767_323_045_678, "2026-01-02T03:04:05.678Z"),
            (1_767_323_045_001, "2026-01-02T03:04:05.001Z"), (951_868_799_999, "2000-02-29T23:59:59.999Z"),
        ])
    func text(_ milliseconds: Int64, text: String) {
        #expect(HarborMoment(milliseconds: milliseconds).text == text)
    }

    @Test("never is year 1")
    func never() {
        #expect(HarborMoment.never.text == "0001-01-01T00:00:00.000Z")
    }
}

import Domain
import Testing

@Suite("Durations")
struct DurationParsingTests {
    @Test(
        "a duration is whole digits and a unit, bare digits are seconds",
        arguments: [
            ("10", .seconds(10)), ("10s", .seconds(10)), ("500ms", .milliseconds(500)), ("2m", .seconds(120)),
            ("3h", .seconds(10_800)), ("1d", .seconds(86_400)), ("0", .zero), ("36525d", .seconds(3_155_760_000)),
            ("36526d", nil), ("99999999999999999999", nil), ("9223372036854775807h", nil), ("-1", nil), ("+1s", nil),
            ("1.5s", nil), ("1 s", nil), ("s", nil), ("", nil), ("1S", nil), ("٣s", nil), ("1s ", nil),
        ] as [(String, Duration?)])
    func parsing(text: String, expected: Duration?) {
        #expect(Duration(parsing: text) == expected)
    }
}

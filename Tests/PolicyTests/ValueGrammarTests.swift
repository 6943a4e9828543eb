import Testing

@testable import Policy

@Suite("Grammars of values")
struct ValueGrammarTests {
    @Test(
        "durations have a unit and an end",
        arguments: [
            ("500ms", .milliseconds(500)), ("5s", .seconds(5)), ("2m", .seconds(120)), ("24h", .seconds(86_400)),
            ("5", nil), ("0s", nil), ("05s", nil), ("-5s", nil), ("1.5s", nil), ("5 s", nil), ("25h", nil), ("s", nil),
            ("", nil), ("5S", nil), ("99999999999999999999s", nil), ("٥s", nil),
        ] as [(String, Duration?)])
    func durations(_ text: String, _ expected: Duration?) {
        #expect(DurationText.parse(text) == expected)
    }

    @Test(
        "dates are days of the calendar",
        arguments: [
            ("1970-01-01", 0), ("2000-02-29", 951_782_400), ("2024-12-31", 1_735_603_200),
            ("2027-01-01", 1_798_761_600),
            ("2100-03-01", 4_107_542_400), ("2100-02-29", nil), ("2023-02-29", nil), ("2024-04-31", nil),
            ("2024-13-01", nil),
            ("2024-00-10", nil), ("2024-1-1", nil), ("24-01-01", nil), ("2024-01-01T00:00", nil), ("1969-12-31", nil),
            ("", nil), ("----", nil),
        ] as [(String, Int64?)])
    func dates(_ text: String, _ expected: Int64?) {
        #expect(CalendarDate.unixSeconds(text) == expected)
    }

    @Test(
        "a path's family decides how its errors are written",
        arguments: [
            ("/v1", .envelope), ("/v1/user", .envelope), ("/v1?x", .envelope), ("/v10", .problem),
            ("/api/v2.0/health", .registry),
            ("/api/v2.0", .registry), ("/api/v2.01", .problem), ("/v2/", .registry), ("/service/token?a", .registry),
            ("/chartrepo/x", .registry), ("/", .problem), ("", .problem), ("/relay", .problem), ("/V1/x", .problem),
        ] as [(String, ErrorShape)])
    func errorShapes(_ path: String, _ shape: ErrorShape) {
        #expect(ErrorShape(path: Array(path.utf8).span) == shape)
    }

    @Test("the identity changes with every byte, name and boundary of the files, and with nothing else")
    func identity() throws {
        let files = PolicyFiles()
        let first = try files.compile().identity
        #expect(try files.compile().identity == first)
        var commented = files
        commented.routes += "\n# reviewed"
        #expect(try commented.compile().identity != first)
        var renamed = files.source
        renamed.files[2] = PolicyFiles.file("routes/s.yaml", files.routes)
        #expect(try PolicyCompiler(files.environment).compile(renamed).identity != first)
        var reordered = files.source
        reordered.files.reverse()
        #expect(try PolicyCompiler(files.environment).compile(reordered).identity == first)
    }
}

import Domain
import Testing

@Suite("Suggestions")
struct SuggestionTests {
    @Test(
        "the nearest known name is suggested when it is near enough",
        arguments: [
            ("lisen", "listen"), ("Listen", "listen"), ("lsiten", "listen"), ("polices", "policies"),
            ("requestHaed", "requestHead"), ("x", nil), ("colour", nil), ("", nil), ("listening-to-x", nil),
        ] as [(String, String?)])
    func nearest(word: String, expected: String?) {
        #expect(Suggestion.nearest(to: word, among: ["listen", "policies", "requestHead"]) == expected)
    }

    @Test("of equally near names the first is suggested")
    func firstOfEquals() {
        #expect(Suggestion.nearest(to: "bat", among: ["cat", "hat"]) == "cat")
    }

    @Test("nothing is suggested for a word that nobody typed")
    func longWord() {
        let word = String(repeating: "a", count: 10_000)
        #expect(Suggestion.nearest(to: word, among: [word]) == nil)
    }
}

import Foundation
import Testing

@testable import StandIns

@Suite("CVAT's stand-in: lists")
struct CVATListTests {
    private static let base = "http://\(CVATAsk.host)/api/users"

    @Test(
        "pages and the addresses of their neighbours",
        arguments: [
            ("", 10, "?page=2", nil), ("?page=2", 8, nil, ""), ("?page=last", 8, nil, ""),
            ("?page_size=5&page=2", 5, "?page=3&page_size=5", "?page_size=5"),
            ("?page_size=5&page=3", 5, "?page=4&page_size=5", "?page=2&page_size=5"),
            ("?page_size=all", 18, nil, nil), ("?page_size=0", 10, "?page=2&page_size=0", nil),
            ("?page_size=x", 10, "?page=2&page_size=x", nil),
            ("?page_size=2&search=lee", 2, nil, nil),
            (
                "?page_size=9&filter=%7B%22%3E%22%3A%5B%7B%22var%22%3A%22id%22%7D%2C1%5D%7D", 9,
                "?filter=%7B%22%3E%22%3A%5B%7B%22var%22%3A%22id%22%7D%2C1%5D%7D&page=2&page_size=9", nil
            ),
        ] as [(String, Int, String?, String?)])
    func pages(_ query: String, count: Int, next: String?, previous: String?) throws {
        let page = try CVATAsk()("/api/users\(query)").object()
        #expect((page["results"] as? [Any])?.count == count)
        #expect(page["next"] as? String == next.map { Self.base + $0 })
        #expect(page["previous"] as? String == previous.map { Self.base + $0 })
    }

    @Test("a page that is not there is 404", arguments: ["0", "3", "-1", "x", ""])
    func noPage(_ page: String) {
        let response = CVATAsk()("/api/users?page=\(page)")
        #expect(response.status == 404)
        #expect(response.text == #"{"detail":"Invalid page."}"#)
    }

    @Test(
        "search looks into all names, single columns are exact, and filter speaks JSON Logic",
        arguments: [
            ("?search=LEE", ["jan", "ann"]), ("?search=lee,jan", ["jan"]), ("?search=zzz", []),
            ("?username=ann", ["ann"]),
            ("?username=an", []), ("?first_name=Ann", ["ann"]), ("?last_name=Lee", ["jan", "ann"]),
            ("?is_active=False", ["wes"]), ("?is_active=false&search=w", ["wes"]),
            (#"?filter={"==":[{"var":"id"},3]}"#, ["mia"]),
            (
                #"?filter={"and":[{"<=":[3,{"var":"id"},5]},{"!":{"==":[{"var":"username"},"ann"]}}]}"#,
                ["robin", "mia"]
            ),
            (#"?filter={"or":[{"in":["i",{"var":"username"}]},{"in":[{"var":"id"},[4]]}]}&last_name=Lee"#, ["ann"]),
            (#"?filter={"and":[{"!!":{"var":"username"}},{">":[{"var":"id"},17]}]}"#, ["sol"]),
        ])
    func found(_ query: String, names: [String]) throws {
        let query = query.replacing("{", with: "%7B").replacing("}", with: "%7D").replacing("\"", with: "%22")
        #expect(try CVATAsk().names(query) == names)
    }

    @Test(
        "the last added come first unless sort says otherwise; columns that nobody knows are passed over",
        arguments: [
            ("", ["sol", "tom", "leo"]), ("?sort=id", ["gateway", "boss", "mia"]),
            ("?sort=email", ["sol", "tom", "leo"]),
            ("?sort=username", ["ann", "bea", "boss"]), ("?sort=-username", ["wes", "uma", "tom"]),
            ("?sort=last_name,-first_name&search=lee", ["jan", "ann"]), ("?sort=is_active", ["wes", "sol", "tom"]),
        ])
    func order(_ query: String, first: [String]) throws {
        #expect(try Array(CVATAsk().names(query).prefix(3)) == first)
    }

    @Test(
        "a filter without meaning is 400 and a list of messages",
        arguments: [
            "x", "{}", "[]", "7", #"{"==":[{"var":"email"},"x"]}"#, #"{"%2B":[1,2]}"#, #"{"==":[1,2]}"#,
            #"{"and":[]}"#, #"{"in":[{"var":"id"},3]}"#,
        ])
    func badFilter(_ filter: String) throws {
        let response = CVATAsk()("/api/users?filter=\(filter)")
        #expect(response.status == 400)
        #expect(response.text.hasPrefix("[\"filter"))
    }

    @Test("a flag that is none is 400 and says which")
    func badFlag() {
        let response = CVATAsk()("/api/users?is_active=maybe")
        #expect(response.status == 400)
        #expect(response.text == #"{"is_active":["Must be a valid boolean."]}"#)
    }
}

import Testing

@testable import Policy

@Suite("A function that there is not")
struct UnknownFunctionTests {
    private static let own = "10:18 unknown function \"own\": did you mean \"owns\"?"

    @Test(
        "is told of with what is unknown inside it, and reading goes on behind its own parenthesis",
        arguments: [
            ("own(has(id))", [own]), ("own()", [own]), ("own(id == 7 and not (id == 8), ['a'])", [own]),
            ("own(prefx(1))", [own, "10:22 unknown function \"prefx\": did you mean \"prefix\"?"]),
            (
                "own(prefx(idd, 1), [2]) and id == 'x'",
                [
                    own, "10:22 unknown function \"prefx\": did you mean \"prefix\"?",
                    "10:28 unknown name \"idd\": did you mean \"id\"?", "10:46 a number is never equal to a text",
                ]
            ),
            ("own(has(id)", [own, "10:29 \")\" is missing here"]),
            ("own(has(id)))", [own, "10:30 this does not belong here: combine conditions with and, or and not"]),
        ])
    func findings(_ text: String, _ expected: [String]) {
        let files = PolicyFiles(
            routes: """
                version: 1
                routes:
                  - id: r
                    match: { methods: [POST], path: "/p/{id}" }
                    params: { id: int64 }

                    to: { local: whoami }
                    access:
                      allow:
                        - when: "\(text)"
                """)
        #expect(files.findings() == expected)
    }
}

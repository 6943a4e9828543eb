import Testing

@testable import Translation

@Suite("Names of SWR")
struct SWRNameTests {
    @Test(
        "an organization begins with a letter, ends without a sign, and has no two signs together but underscores",
        arguments: [
            ("a", true), ("a1", true), ("a.b-c_d", true), ("a__b", true), (String(repeating: "a", count: 64), true),
            ("", false), ("1a", false), ("-a", false), ("a-", false), ("a_", false), ("a__", false), ("a___b", false),
            ("a..b", false), ("a.-b", false), ("a_.b", false), ("a._b", false), ("A", false), ("a/b", false),
            ("a b", false), ("ä", false), ("a%2f", false), ("a$b", false), (String(repeating: "a", count: 65), false),
            ("..", false),
        ])
    func organization(_ name: String, isLegal: Bool) {
        #expect((SWROrganizationName(name)?.value == name) == isLegal)
    }

    @Test(
        "an image has an organization, and its slashes become dollars in a path",
        arguments: [
            ("a/b", "/namespaces/a/repos/b"), ("a/b/c/d", "/namespaces/a/repos/b$c$d"),
            ("a/1b__c.d", "/namespaces/a/repos/1b__c.d"),
            ("a/\(String(repeating: "b", count: 128))", "/namespaces/a/repos/\(String(repeating: "b", count: 128))"),
        ])
    func image(_ name: String, path: String) {
        #expect(SWRImageName(name)?.path == path)
        #expect(SWRImageName(name)?.description == name)
    }

    @Test(
        "anything else is no image",
        arguments: [
            "", "a", "a/", "/b", "1/b", "a//b", "a/b/", "a/b-/c", "a/../b", "a/B", "a/b$c", "a/b:v1", "a/b%2fc",
            "a/\(String(repeating: "b", count: 129))",
        ])
    func noImage(_ name: String) {
        #expect(SWRImageName(name) == nil)
    }
}

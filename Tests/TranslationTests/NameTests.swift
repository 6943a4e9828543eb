import Domain
import Testing

@Suite("Names of images and tags")
struct NameTests {
    @Test(
        "an image is a project and a repository, split at the first slash",
        arguments: [
            ("library/web", "library", "web"), ("library/team/web", "library", "team/web"),
            ("2048/game", "2048", "game"),
            ("a.b-c_d/e__f", "a.b-c_d", "e__f"), ("a/b---c", "a", "b---c"), ("a/b.c/d_e/0", "a", "b.c/d_e/0"),
        ])
    func image(_ text: String, project: String, repository: String) throws {
        let name = try #require(RepositoryName(text))
        #expect(name.project.value == project)
        #expect(name.repository == repository)
        #expect(name.description == text)
    }

    @Test(
        "what is no image",
        arguments: [
            "", "/", "web", "library/", "/web", "library//web", "library/web/", "library/team//web", "Library/web",
            "library/Web", "library/..", "library/.", "../web", "library/../fleet/x", "library/a.", "library/.a",
            "library/-a", "library/a-", "library/_a", "library/a___b", "library/a..b", "library/a._b", "library/a-_b",
            "library/a%2Fb", "library/a b", "library/a:v1", "library/a@sha256", "library/a?x", "library/a#x",
            "library/é", "library/a\n", "library/a\0", "library/a\\b", "lib--rary/web", "lib__rary/web",
        ])
    func noImage(_ text: String) {
        #expect(RepositoryName(text) == nil)
    }

    @Test("an image has at most 255 bytes, its project among them")
    func longImage() {
        #expect(RepositoryName("p/" + String(repeating: "a", count: 253)) != nil)
        #expect(RepositoryName("p/" + String(repeating: "a", count: 254)) == nil)
    }

    @Test("a tag", arguments: ["v1", "_", "V1.0-rc_2", "6.3", "0", "latest", "a..b", "a--"])
    func tag(_ text: String) {
        #expect(TagName(text)?.value == text)
    }

    @Test(
        "what is no tag, a digest above all",
        arguments: [
            "", ".", "..", "-a", ".a", "a/b", "a:b", "sha256:" + String(repeating: "0", count: 64), "a b", "a%2Fb", "é",
            "a\n", "a\0", String(repeating: "a", count: 129),
        ])
    func noTag(_ text: String) {
        #expect(TagName(text) == nil)
    }

    @Test("a tag has at most 128 bytes")
    func longTag() {
        #expect(TagName(String(repeating: "a", count: 128)) != nil)
    }
}

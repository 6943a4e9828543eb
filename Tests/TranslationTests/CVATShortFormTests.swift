import Testing

@testable import Translation

@Suite("What members of CVAT see of each other")
struct CVATShortFormTests {
    private let form = CVATShortForm(own: "mia")

    private func user(_ text: String) -> String? {
        form.user(Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Test("is the short form, whatever else CVAT tells the gateway")
    func others() {
        #expect(
            user(
                #"{"id":7,"email":"a@b","username":"ann","first_name":"A\"","url":"/u/7","groups":["admin"],"new":{}}"#)
                == #"{"id":7,"username":"ann","first_name":"A\"","url":"/u/7"}"#)
        #expect(user(#"{"email":"a@b"}"#) == "{}")
    }

    @Test("is everything of oneself")
    func oneself() {
        let own = #"{"id":7, "email":"m@b", "username":"\u006dia"}"#
        #expect(user(own) == own)
    }

    @Test("leaves all of a page but its accounts as it is")
    func page() throws {
        let page =
            #"{"count":2, "next":null, "results":[{"username":"mia","email":"m"} , {"username":"x","email":"y"}]}"#
        let short = try #require(form.page(Array(page.utf8)))
        #expect(
            String(decoding: short, as: UTF8.self)
                == #"{"count":2, "next":null, "results":[{"username":"mia","email":"m"},{"username":"x"}]}"#)
    }

    @Test("is nothing of what cannot be read", arguments: ["[]", "{", #"{"username":"a","username":"mia"}"#, "7"])
    func malformed(_ text: String) {
        #expect(user(text) == nil)
        #expect(form.page(Array(#"{"results":[\#(text)]}"#.utf8)) == nil)
    }
}

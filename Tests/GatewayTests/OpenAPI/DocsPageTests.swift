import Cryptography
import Foundation
import Proxy
import Testing

@testable import Gateway

@Suite("The page that shows the API")
struct DocsPageTests {
    @Test("it loads nothing from elsewhere, and its policy lets nothing but its own parts run")
    func policy() async throws {
        let answer = try await DocsEndpoint().respond(to: AccountRulesTests.request(""))
        let page = String(decoding: answer.body, as: UTF8.self)
        let policy = try #require(answer.fields.first { $0.name == "Content-Security-Policy" }?.value)
        for mark in ["http:", "https:", "//cdn", "src=", "href=", "@import", "innerHTML", "eval("] {
            #expect(!page.contains(mark), "\(mark)")
        }
        for (start, end) in [("<style>", "</style>"), ("<script>", "</script>")] {
            let parts = page.components(separatedBy: start)
            #expect(parts.count == 2)
            let content = try #require(parts.last?.components(separatedBy: end).first)
            let digest = Data(try SHA256.digest(of: Array(content.utf8))).base64EncodedString()
            #expect(policy.contains("'sha256-\(digest)'"), "\(start)")
        }
        #expect(policy.hasPrefix("default-src 'none';"))
        #expect(!policy.contains("unsafe"))
        #expect(answer.contentType == "text/html; charset=utf-8")
    }
}

import Domain
import Testing

@testable import Translation

@Suite("The query of a list of CVAT")
struct CVATQueryTests {
    @Test(
        "what a list knows is written anew, and nothing else comes through",
        arguments: [
            ("", ""), ("page=2&page_size=all", "?page=2&page_size=all"), ("page_size=07", "?page_size=07"),
            ("is_active=True&username=ann&page=3", "?page=3&username=ann&is_active=True"),
            ("search=a+b%26org%3Dns2", "?search=a%20b%26org%3Dns2"), ("sort=-id", "?sort=-id"),
            ("first_name=%C3%89va&last_name=", "?first_name=%C3%89va&last_name="),
            (
                "filter=%7b%22==%22:[%7b%22var%22:%22id%22%7d,7]%7d",
                "?filter=%7B%22%3D%3D%22%3A%5B%7B%22var%22%3A%22id%22%7D%2C7%5D%7D"
            ),
            ("org=ns2&org_id=2&sign=x", ""), ("org=ns2&org=ns3&page=1", "?page=1"), ("%6Frg=ns2", ""),
            ("ORG=ns2&Page=2", ""), ("x=1&search=%0d%0aX-A:%20b", "?search=%0D%0AX-A%3A%20b"),
        ])
    func passed(_ query: String, sent: String) throws {
        #expect(try CVATTrace(.cvatUserList, query).call == "GET /api/users\(sent)")
    }

    @Test(
        "what CVAT would take for something else is 422 and named",
        arguments: [
            ("page=0", "page"), ("page=-1", "page"), ("page=", "page"), ("page=last", "page"),
            ("page=99999999999", "page"),
            ("page_size=0", "page_size"), ("page_size=ALL", "page_size"), ("page_size=", "page_size"),
            ("page_size=1.5", "page_size"), ("search=a&search=b", "search"), ("page=1&page=2", "page"),
            ("search=%zz", "query"), ("search=%ff", "query"),
        ])
    func invalid(_ query: String, field: String) {
        #expect { try CVATTrace(.cvatUserList, query) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code == .fieldInvalid && refused?.message?.hasPrefix("\(field): ") == true
        }
    }
}

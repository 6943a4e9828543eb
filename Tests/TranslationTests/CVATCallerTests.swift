import Domain
import Testing

@testable import Translation

@Suite("For whom CVAT is asked")
struct CVATCallerTests {
    @Test("everybody but a system administrator asks inside of the organization of his namespace")
    func organization() throws {
        for principal in [CVATTrace.member, CVATTrace.businessAdmin] {
            let trace = try CVATTrace(.cvatUserList, as: principal)
            #expect(trace.callFields == ["Accept: application/vnd.cvat+json", "X-Organization: ns1"])
        }
        let trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        #expect(trace.callFields == ["Accept: application/vnd.cvat+json"])
    }

    @Test("a role that the policy adds is no system administrator")
    func otherRole() throws {
        let auditor = Principal(userID: 7, name: "a", role: RoleNumber(rawValue: 9), namespace: "ns2", session: "s")
        #expect(try CVATTrace(.cvatUserList, as: auditor).callFields.last == "X-Organization: ns2")
    }

    @Test(
        "who has no namespace, or one that cannot be an organization, is refused every call",
        arguments: ["", " ", "ns1\r\nX-A: b", "ns 1", "ns/1", "ns1,ns2", "nsé"])
    func noNamespace(_ namespace: String) {
        for role in [RoleNumber.member, .businessAdmin] {
            let principal = Principal(userID: 7, name: "a", role: role, namespace: namespace, session: "s")
            for name in [TranslationName.cvatUserSelf, .cvatUserList, .cvatUserRead, .cvatUserUpdate, .cvatUserDelete] {
                #expect { try CVATTrace(name, id: "3", body: "{}", as: principal) } throws: {
                    ($0 as? GatewayError)?.code == .conditionRefused
                }
            }
        }
    }

    @Test("nobody is asked to log in")
    func nobody() {
        for name in [TranslationName.cvatUserSelf, .cvatUserList, .cvatUserRead, .cvatUserUpdate, .cvatUserDelete] {
            #expect { try CVATTrace(name, id: "3", body: "{}", as: nil) } throws: {
                ($0 as? GatewayError)?.code == .tokenMissing
            }
        }
    }

    @Test(
        "a number that no account can have is 404 before any call",
        arguments: ["0", "-1", "+1", "2147483648", "9223372036854775808", "x", "", "1/../2", "1?x"])
    func noID(_ id: String) {
        for name in [TranslationName.cvatUserRead, .cvatUserUpdate, .cvatUserDelete] {
            #expect { try CVATTrace(name, id: id, body: "{}", as: CVATTrace.administrator) } throws: {
                ($0 as? GatewayError)?.code == .notFound
            }
        }
    }

    @Test("a number is written anew")
    func zeros() throws {
        #expect(try CVATTrace(.cvatUserRead, id: "007", as: CVATTrace.administrator).call == "GET /api/users/7")
    }

    @Test("what is not of CVAT is not supported there", arguments: [TranslationName.projectList, .memberCreate])
    func foreign(_ name: TranslationName) {
        #expect { try CVATTrace(name) } throws: { ($0 as? GatewayError)?.code == .backendUnsupported }
    }

    @Test("oneself is answered from the token, without a call")
    func own() throws {
        let trace = try CVATTrace(.cvatUserSelf, "org=ns2&sign=x")
        let account =
            #"{"first_name":"","id":42,"last_name":"","url":"https://gw.example/api/users/self","username":"mia"}"#
        #expect(trace.text == "\(account)\n")
        #expect(trace.answer?.contentType == "application/vnd.cvat+json")
        #expect(trace.status == 200)
    }
}

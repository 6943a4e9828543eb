import Domain
import Foundation
import Policy

/// A request that is only imagined, and who makes it, as a command line says it.
package struct PolicyQuestion: Sendable {
    package var method: String
    package var target: String
    /// `role=member,ns=ns1,user=alice,id=7,address=10.0.0.1,at=2026-05-01T10:00:00Z`; empty: anonymous. What the registry
    /// says beside it: `owns=app+3,account=12:ns1,labels=7:project 3+8:global,members=app/21:12,gateway-accounts=ns1+ns2`.
    package var caller = ""
    /// `name=value` each.
    package var headers: [String] = []
    package var body = ""
    /// The upstream that is the registry, for whatever namespace; `nil`: as the policies choose it.
    package var registry: String?

    package init(method: String, target: String) {
        self.method = method
        self.target = target
    }

    var text: String { "\(method) \(target)" }

    private static let registry = ["owns", "account", "labels", "members", "gateway-accounts"]
    private static let personal = ["ns", "user", "id"] + registry
    private static let keys = ["role", "ns", "user", "id", "address", "at"] + registry

    /// The role and the rest of what is said about the caller.
    func who() throws(PolicyDesk.Refusal) -> (role: String, caller: TestCaller) {
        var role = PolicyDesk.anonymous
        var caller = TestCaller()
        caller.now = Int64(Date().timeIntervalSince1970)
        var given: Set<String> = []
        for part in self.caller.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard pair.count == 2, !pair[1].isEmpty else {
                throw .init(usage: "--as is written role=member,ns=ns1: \"\(part)\" has no value")
            }
            guard given.insert(pair[0] == "namespace" ? "ns" : pair[0]).inserted else {
                throw .init(usage: "--as has \(pair[0]) twice")
            }
            switch pair[0] {
            case "role": role = pair[1]
            case "ns", "namespace": caller.namespace = pair[1]
            case "user": caller.user = pair[1]
            case let key where Self.registry.contains(key): try Self.state(key, pair[1], of: &caller)
            case "id":
                guard let id = Int64(pair[1]), id > 0 else {
                    throw .init(usage: "id in --as is a number from 1 on, not \"\(pair[1])\"")
                }
                caller.id = id
            case "address":
                caller.address = IPAddress(parsing: pair[1])
                if caller.address == nil { throw .init(usage: "address in --as is an IP address, not \"\(pair[1])\"") }
            case "at":
                caller.now = TestCallerReader.moment(pair[1])
                if caller.now == nil { throw .init(usage: "at in --as is written 2026-05-01T10:00:00Z") }
            default:
                let hint = Suggestion.nearest(to: pair[0], among: Self.keys).map { ": did you mean \($0)?" }
                throw .init(
                    usage: "--as knows \(Self.keys.joined(separator: ", ")), not \"\(pair[0])\"" + (hint ?? ""))
            }
        }
        // Somebody without a token has none of these, and would be refused for that alone.
        if role == PolicyDesk.anonymous, let key = Self.personal.first(where: given.contains) {
            throw .init(usage: "--as has \(key) and no role that comes with a token: add role=…")
        }
        return (role, caller)
    }

    /// What the registry says about the caller.
    private static func state(
        _ key: String, _ text: String, of caller: inout TestCaller
    ) throws(PolicyDesk.Refusal) {
        let items = text.split(separator: "+").map(String.init)
        switch key {
        case "owns": caller.own(items)
        case "gateway-accounts": for name in items { caller.facts.gatewayAccounts[name] = true }
        case "account": try account(text, of: &caller)
        default:
            for item in items {
                let pair = item.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let isUnderstood =
                    pair.count == 2
                    && (key == "labels"
                        ? caller.state(label: pair[0], pair[1]) : caller.state(member: pair[0], pair[1]))
                if !isUnderstood {
                    throw .init(
                        usage: key == "labels"
                            ? "labels in --as is written 7:project 3, 7:global or 7:absent, not \"\(item)\""
                            : "members in --as is written app/21:12, not \"\(item)\"")
                }
            }
        }
    }

    private static func account(_ text: String, of caller: inout TestCaller) throws(PolicyDesk.Refusal) {
        if text == "none" {
            caller.facts.account = .none
            return
        }
        let pair = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let first = pair.first, let id = Int64(first), id > 0 else {
            throw .init(usage: "account in --as is none, a number, or a number and a name such as 12:ns1")
        }
        caller.facts.account = .known(id: id, name: pair.count > 1 ? pair[1] : "account")
    }

    func request() throws(PolicyDesk.Refusal) -> TestRequest {
        guard let method = RequestMethod(name: method.uppercased()) else {
            let known = RequestMethod.routable.map(\.name).joined(separator: ", ")
            throw .init(usage: "the method is one of \(known), not \"\(method)\"")
        }
        guard target.hasPrefix("/") else {
            throw .init(usage: "the path begins with \"/\", such as /v1/repository/image, not \"\(target)\"")
        }
        var request = TestRequest(method: method, target: target)
        for header in headers {
            let pair = header.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2 else { throw .init(usage: "--header is written name=value, not \"\(header)\"") }
            request.fields[pair[0].lowercased(), default: []].append(String(pair[1]))
        }
        request.body = Array(body.utf8)
        request.caller = try who().caller
        return request
    }
}

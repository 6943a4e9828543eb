import Domain
import FoundationEssentials
import Policy
import Proxy
import Translation

/// Which projects of a Harbor are a namespace's: those that its account owns, and those that the gateway's own account
/// made for it, where Harbor lets nobody else make any. The latter the gateway keeps, and Harbor says whether they are
/// there.
extension RegistryKnowledge {
    /// Harbor's largest page.
    private static let pageSize = 100
    /// 10,000 projects. Of those beyond, the ones that an account owns are taken for somebody else's.
    private static let pages = 100
    /// Fewer are asked for one by one, without going through what others have.
    private static let mostAsked = 10
    /// The most that are asked for one by one when a list did not show them.
    private static let mostMissed = 100

    private struct Project: Decodable {
        let project_id: Int64
        let name: String
        let owner_id: Int64?
    }

    func projects(_ key: Key, _ upstream: UpstreamSpec) async throws(GatewayError) -> RegistryFacts.Projects {
        var projects = RegistryFacts.Projects(names: [], numbers: [])
        guard !key.namespace.isEmpty, let account = try await vault.account(of: key.namespace) else { return projects }
        let owner = PercentEncoding.encoded(account.user.utf8)
        try await eachPage(of: "owner=\(owner)", key, upstream) { rows in
            for row in rows where row.project_id > 0 && row.owner_id == account.userID {
                projects.names.insert(row.name)
                projects.numbers.insert(row.project_id)
            }
            return true
        }
        for (number, name) in try await granted(key, upstream) {
            projects.names.insert(name)
            projects.numbers.insert(number)
        }
        return projects
    }

    /// Those that were made for the namespace and are there, with the names that they were made with: Harbor changes no
    /// name, so another one under this number is of another Harbor.
    private func granted(_ key: Key, _ upstream: UpstreamSpec) async throws(GatewayError) -> [Int64: String] {
        let kept = try await vault.projects(of: key.namespace, on: key.upstream).filter { $0.number > 0 }
        var missing = Dictionary(kept.map { ($0.number, $0) }, uniquingKeysWith: { first, _ in first })
        var found: [Int64: String] = [:]
        if missing.count > Self.mostAsked {
            try await eachPage(of: "", key, upstream) { rows in
                for row in rows {
                    guard let project = missing.removeValue(forKey: row.project_id) else { continue }
                    if Self.isSame(project.name, row.name) { found[row.project_id] = project.name }
                }
                return !missing.isEmpty
            }
        }
        // Those that were not missed before come first, then those that were missed first: all have their turn.
        let asked = missing.values.sorted { ($0.missingSince, $0.number) < ($1.missingSince, $1.number) }
        for project in asked.prefix(Self.mostMissed) {
            if try await isThere(project, key, upstream) { found[project.number] = project.name }
        }
        let seen = kept.filter { $0.missingSince != 0 && found[$0.number] != nil }
        // Not the asker's concern, here and below: what cannot be noted now will be when it is looked for again.
        if !seen.isEmpty { try? await vault.keep(.see(seen), namespace: key.namespace, on: key.upstream) }
        return found
    }

    /// As the upstream's own account sees it: to another one what is gone looks like what it may not see. One that is
    /// gone is forgotten when it stays so: the upstream's name may lead to another Harbor for a while.
    private func isThere(
        _ kept: KeptProject, _ key: Key, _ upstream: UpstreamSpec
    ) async throws(GatewayError) -> Bool {
        let call = UpstreamCall(
            method: "GET", target: "/api/v2.0/projects/\(kept.number)", fields: [("X-Is-Resource-Name", "false")])
        let reply = try await harbor.send(call, as: .upstream, to: upstream)
        switch reply.status {
        case 200:
            let project: Project = try Self.decode(reply, "project")
            return project.project_id == kept.number && Self.isSame(kept.name, project.name)
        case 404 where reply.isHarborAbsence:
            try? await vault.keep(.miss(kept), namespace: key.namespace, on: key.upstream)
            return false
        default: throw HarborLogin.unusable(reply, "project")
        }
    }

    /// Goes through a list of projects until it ends, is too long, or `visit` does not want more.
    /// - Parameter query: encoded; empty for all that the account sees.
    private func eachPage(
        of query: String, _ key: Key, _ upstream: UpstreamSpec, _ visit: ([Project]) -> Bool
    ) async throws(GatewayError) {
        let filter = query.isEmpty ? "" : "\(query)&"
        for page in 1...Self.pages {
            let target =
                "/api/v2.0/projects?\(filter)page=\(page)&page_size=\(Self.pageSize)&with_detail=false"
            let reply = try await harbor.send(
                UpstreamCall(method: "GET", target: target), as: key.account, to: upstream)
            guard reply.status == 200 else { throw HarborLogin.unusable(reply, "projects") }
            let rows: [Project] = try Self.decode(reply, "projects")
            guard rows.count <= Self.pageSize else {
                throw GatewayError(.upstreamMalformed, detail: "harbor: \(rows.count) projects on one page")
            }
            let total = reply.field("X-Total-Count").flatMap { Int($0) } ?? Int.max
            guard visit(rows), rows.count == Self.pageSize, page * Self.pageSize < total else { return }
        }
    }

    /// Byte by byte: `==` takes equivalent spellings for one.
    private static func isSame(_ first: String, _ second: String) -> Bool {
        first.utf8.elementsEqual(second.utf8)
    }
}

import Domain
import Proxy
import Store
import Translation

/// `GET /v1/admin/user`: the accounts of the caller's namespace, or all for a system administrator.
struct UserListEndpoint: LocalEndpoint {
    let identity: Identity

    /// What `pageSize=0`, "all", gives at most.
    private static let ceiling = 10_000

    private enum Direction: String, CaseIterable {
        case asc, desc
    }

    private enum Column: String, CaseIterable {
        case id
        case name = "user_name"
    }

    private struct Row: Encodable {
        let id: Int64
        let user: String
        let status: Int
        let realName: String
        let phone: String
        let createTime: Int64
        let updateTime: Int64
    }

    private struct Page: Encodable {
        let data: [Row]
        let total: Int
        let code = 200
        let message = "success"
    }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let query = try query(request, caller)
        let (rows, total) = try await identity.stored { store throws(StoreError) in try await store.users(query) }
        let data = rows.map { user in
            Row(
                id: user.id, user: user.name, status: user.status.rawValue, realName: user.realName,
                phone: user.phone ?? "", createTime: user.createdAt, updateTime: user.updatedAt)
        }
        return try LocalResponse(json: Page(data: data, total: total))
    }

    private func query(_ request: LocalRequest, _ caller: Principal) throws(GatewayError) -> UserQuery {
        let parameters = try QueryParameters(
            request.query, known: PageRequest.parameters.union(["orderBy", "order"]))
        let column: Column = try parameters.choice("orderBy", default: .id)
        let direction: Direction = try parameters.choice("order", default: .asc)
        let page = try PageRequest(parameters, ceiling: Self.ceiling)
        return UserQuery(
            namespace: caller.role == .systemAdmin ? nil : caller.namespace, order: column == .id ? .id : .name,
            isDescending: direction == .desc, range: page.range(ceiling: Self.ceiling))
    }
}

import Domain
import Proxy
import Store
import Translation

/// `GET /v1/admin/user`: the accounts of the caller's namespace, or all for a system administrator.
struct UserListEndpoint: LocalEndpoint {
    let identity: Identity

    static let orderBy = Field("orderBy", ChoiceRule(Column.self), "what rows are ordered by", example: "id")
    static let order = Field("order", ChoiceRule(Direction.self), "which way", example: "asc")

    enum Direction: String, CaseIterable {
        case asc, desc
    }

    enum Column: String, CaseIterable {
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
            request.query, known: PageRequest.parameters.union([Self.orderBy.name, Self.order.name]))
        let column: Column = try parameters.choice(Self.orderBy.name, default: .id)
        let direction: Direction = try parameters.choice(Self.order.name, default: .asc)
        let page = try PageRequest(parameters, ceiling: PageRequest.ceiling)
        return UserQuery(
            namespace: caller.role == .systemAdmin ? nil : caller.namespace, order: column == .id ? .id : .name,
            isDescending: direction == .desc, range: page.range(ceiling: PageRequest.ceiling))
    }
}

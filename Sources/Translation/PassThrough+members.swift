import Domain

/// The calls for the members of a project, on Harbor: its own, made anew from typed parameters.
extension PassThrough {
    static func members(_ name: TranslationName, _ request: TranslationRequest) throws(GatewayError) -> PassThrough {
        guard let project = request.parameters["project"].flatMap({ ProjectName($0) }) else {
            throw GatewayError(.notFound, message: "no such project")
        }
        let members = "/projects/\(project)/members"
        return switch name {
        case .memberRead: PassThrough(call("\(members)/\(try memberID(request))", "GET"))
        case .memberCreate: PassThrough(call(members, "POST", json: try json(request)))
        case .memberUpdate: PassThrough(call("\(members)/\(try memberID(request))", "PUT", json: try json(request)))
        case .memberDelete: PassThrough(call("\(members)/\(try memberID(request))", "DELETE"))
        default: PassThrough(call("\(members)\(try query(request))", "GET"))
        }
    }

    /// All digits are an id and else it is a name, as everywhere in Harbor.
    private static func call(_ path: String, _ method: String, json: [UInt8]? = nil) -> UpstreamCall {
        var fields = [("X-Is-Resource-Name", "false")]
        if json != nil { fields.append(("Content-Type", "application/json")) }
        return UpstreamCall(method: method, target: "/api/v2.0\(path)", fields: fields, body: json)
    }

    private static func memberID(_ request: TranslationRequest) throws(GatewayError) -> Int {
        guard let id = request.parameters["mid"].flatMap(QueryParameters.integer) else {
            throw GatewayError(.notFound, message: "no such member")
        }
        return id
    }

    private static func query(_ request: TranslationRequest) throws(GatewayError) -> String {
        let names = ["page", "page_size", "entityname"]
        let query = try QueryParameters(request.query, known: Set(names))
        return PercentEncoding.query(names.compactMap { name in query.text(name).map { (name, $0) } })
    }

    /// As it came, so that Harbor is the one to judge it, once it is known to be one JSON object.
    private static func json(_ request: TranslationRequest) throws(GatewayError) -> [UInt8] {
        _ = try CallFields(body: request.body, contentType: request.contentType)
        return request.body
    }
}

/// An organization as SWR describes it, with the members that `/v1` needs.
struct SWRNamespace: SWRObject {
    let id: Int64
    let name: String
    /// Not every SWR counts.
    var repositoryCount: Int64?

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var (id, name, count) = (Int64?.none, String?.none, Int64?.none)
        try scanner.object(["id", "name", "repo_count"]) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: id = try scanner.integer()
            case 1: name = try scanner.name(.project)
            default: if !scanner.isNull() { count = try scanner.integer() }
            }
        }
        guard let id, let name else { throw scanner.fault }
        self.id = id
        self.name = name
        repositoryCount = count
    }
}

/// All organizations that the gateway's account sees. SWR gives them in one piece.
struct SWRNamespaceList: SWRObject {
    static let call = UpstreamCall.swr("/namespaces")

    let namespaces: [SWRNamespace]

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var namespaces: [SWRNamespace]?
        try scanner.object(["namespaces"]) { (scanner, _) throws(JSONFault) in
            namespaces = try scanner.swrObjects()
        }
        guard let namespaces else { throw scanner.fault }
        self.namespaces = namespaces
    }
}

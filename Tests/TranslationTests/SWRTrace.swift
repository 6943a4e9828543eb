import Domain

@testable import Translation

/// Translations to SWR, driven by hand.
extension Trace {
    /// Two organizations of one namespace, of which one is public.
    static let mine = [
        KeptProject(
            name: "group", namespace: "ns7", isPublic: false, createdAt: 1_700_000_000, updatedAt: 1_700_000_001),
        KeptProject(name: "open", namespace: "ns7", isPublic: true, createdAt: 1_700_000_002, updatedAt: 1_700_000_003),
    ]

    /// - Parameter kept: what is the caller's, or everybody's where he sees all.
    init(
        swr name: TranslationName, _ query: String = "", body: String? = nil, parameters: [String: String] = [:],
        ceiling: Int = 10_000, kept: [KeptProject] = mine, seesAll: Bool = false
    ) throws(GatewayError) {
        try self.init(
            name, query, body: body, parameters: parameters,
            .swr(SWRContext(ceiling: ceiling, projects: kept, seesAll: seesAll)))
    }

    /// A page of a list, with its place in it.
    mutating func page(_ rows: [String], offset: Int = 0, of total: Int? = nil) {
        let range = total.map { [("content-range", "\(offset)-\(rows.count)/\($0)")] } ?? []
        reply(200, list(rows), fields: range)
    }
}

/// - Parameter created: seconds of the same minute.
func image(_ namespace: String, _ name: String, isPublic: Bool = false, created: Int = 0, total: Int? = nil) -> String {
    let second = created < 10 ? "0\(created)" : "\(created)"
    return """
        {"namespace":"\(namespace)","name":"\(name)","is_public":\(isPublic),"num_images":1,"tags":["v1"],
        "path":"swr.example/\(namespace)/\(name)","created_at":"2026-01-02T03:04:\(second).542841141Z",
        "updated_at":"2026-01-02T03:05:00Z"\(total.map { ",\"total_range\":\($0)" } ?? "")}
        """
}

func swrTag(_ name: String, member: String = "Tag") -> String {
    """
    {"id":1,"repo_id":2,"\(member)":"\(name)","path":"swr.example/group/a/b:\(name)","deleted":null,
    "created":"2026-01-02T03:04:05.542841141Z","updated":"2026-01-02T03:04:06Z","size":7,"is_trusted":false}
    """
}

/// - Parameter count: `nil` leaves it out, as older servers do.
func organization(_ id: Int, _ name: String, count: Int? = 0) -> String {
    #"{"id":\#(id),"name":"\#(name)","creator_name":"u","auth":7\#(count.map { ",\"repo_count\":\($0)" } ?? "")}"#
}

func organizations(_ rows: [String]) -> String { #"{"namespaces":\#(list(rows))}"# }

/// An error body in the shape of SWR's reference.
func swrError(_ code: Int) -> String {
    #"[{"errorCode":"SVCSTG.SWR.\#(code)","errorMessage":"secret words","detail":""}]"#
}

import Domain

@testable import Translation

/// A translation to CVAT driven by hand: what is asked, what is answered.
struct CVATTrace: TracedStep {
    static let origin = "http://cvat.example:8080"
    static let gateway = "https://gw.example"
    static let context = CVATContext(origin: Self.origin, externalURL: Self.gateway)

    /// Those who appear in the traces, by role.
    static let member = Principal(userID: 42, name: "mia", role: .member, namespace: "ns1", session: "s")
    static let businessAdmin = Principal(userID: 41, name: "boss", role: .businessAdmin, namespace: "ns1", session: "s")
    static let administrator = Principal(userID: 1, name: "root", role: .systemAdmin, namespace: "ns9", session: "s")

    private var machine: any Translator
    private(set) var step: TranslationStep

    init(
        _ name: TranslationName, _ query: String = "", id: String? = nil, body: String? = nil,
        as principal: Principal? = member, type: String? = "application/json"
    ) throws(GatewayError) {
        let request = TranslationRequest(
            query: query, body: Array((body ?? "").utf8), contentType: body == nil ? nil : type,
            parameters: id.map { ["id": $0] } ?? [:], principal: principal)
        machine = try name.translator(request, .cvat(Self.context))
        step = machine.begin()
    }

    var answer: TranslationAnswer? {
        guard case .answer(let answer) = step else { return nil }
        return answer
    }

    var text: String? { answer.map { String(decoding: $0.body, as: UTF8.self) } }

    /// What the client gets: of CVAT, or the status of the failure; `nil` while there are calls to be made.
    var status: Int? { answer?.status ?? failure?.code.status }

    mutating func reply(
        _ status: Int, _ body: String = "", type: String? = "application/vnd.cvat+json",
        fields: [(name: String, value: String)] = []
    ) {
        let all = fields + (type.map { [("content-type", $0)] } ?? [])
        step = machine.receive(UpstreamReply(status: status, fields: all, body: Array(body.utf8)))
    }

    /// An account as CVAT shows it to staff.
    static func account(_ id: Int, _ name: String) -> String {
        #"{"url":"\#(origin)/api/users/\#(id)","id":\#(id),"username":"\#(name)","first_name":"","#
            + #""last_name":"","email":"","groups":["user"],"is_active":true,"last_login":null}"#
    }

    static func page(_ rows: [String]) -> String {
        #"{"count":\#(rows.count),"next":null,"previous":null,"results":[\#(rows.joined(separator: ","))]}"#
    }
}

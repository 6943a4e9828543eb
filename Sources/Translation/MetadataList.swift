import Domain

/// `GET /api/v2.0/projects/{project}/metadatas` out of the project itself, which tells its settings to whoever may see it:
/// the list of its own newer versions of Harbor give to system administrators only.
struct MetadataList: Translator {
    private var project: PassThrough

    init(_ request: TranslationRequest) throws(GatewayError) {
        guard let name = request.parameters["project"].flatMap({ ProjectName($0) }) else {
            throw GatewayError(.notFound, message: "no such project")
        }
        // All digits are an id and else it is a name, as everywhere in Harbor.
        project = PassThrough(.harbor("/projects/\(name)", byName: false))
    }

    mutating func begin() -> TranslationStep { project.begin() }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        guard reply.status == 200 else { return project.receive(reply) }
        do throws(JSONFault) {
            return .answer(
                TranslationAnswer(status: 200, body: try Self.metadata(reply.body) + [UInt8(ascii: "\n")]))
        } catch {
            return .fail(GatewayError(.upstreamMalformed, detail: "harbor: a project, at byte \(error.offset)"))
        }
    }

    /// The member as it stands there; an empty object where there is none.
    private static func metadata(_ body: [UInt8]) throws(JSONFault) -> [UInt8] {
        var scanner = try JSONScanner(body)
        var found: Range<Int>?
        try scanner.object(["metadata"]) { (scanner, _) throws(JSONFault) in
            guard scanner.isObject() else { return }
            let start = scanner.position
            try scanner.skip()
            found = start..<scanner.position
        }
        try scanner.end()
        return found.map { Array(body[$0]) } ?? Array("{}".utf8)
    }
}

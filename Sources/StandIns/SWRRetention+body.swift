import Domain

extension SWRRetention.Rule {
    /// All rules of a body.
    static func rules(_ members: SWRMembers) throws(SWRFault) -> [SWRRetention.Rule] {
        guard try members.text("algorithm") == "or" else { throw .invalidBody("algorithm") }
        var rules: [SWRRetention.Rule] = []
        for element in try members.elements("rules", atMost: SWRRetention.limit) {
            rules.append(try SWRRetention.Rule(SWRMembers(element, of: "rules")))
        }
        guard !rules.isEmpty else { throw .mandatory("rules") }
        return rules
    }

    private init(_ members: SWRMembers) throws(SWRFault) {
        let parameters = try members.object("params")
        switch try members.text("template", among: ["date_rule", "tag_rule"]) {
        case "date_rule": measure = .days(try Self.number("days", of: parameters))
        default: measure = .count(try Self.number("num", of: parameters))
        }
        var exceptions: [Exception] = []
        for element in try members.elements("tag_selectors", atMost: SWRRetention.limit) {
            let selector = try SWRMembers(element, of: "tag_selectors")
            switch try selector.text("kind", among: ["label", "regexp"]) {
            case "label":
                let tag = try selector.text("pattern")
                guard SWRName.isTag(tag) else { throw .invalidBody("pattern") }
                exceptions.append(.tag(tag))
            default: exceptions.append(.expression(try selector.text("pattern")))
            }
        }
        self.exceptions = exceptions
    }

    /// A positive number, which SWR wants as a text.
    private static func number(_ name: String, of members: SWRMembers) throws(SWRFault) -> Int {
        guard let number = SWRListing.number(try members.text(name, atMost: 5)), number > 0 else {
            throw .invalidBody(name)
        }
        return number
    }

    var document: JSONDocument {
        let (template, parameters): (JSONDocument, JSONDocument) =
            switch measure {
            case .days(let days): ("date_rule", ["days": .text(String(days))])
            case .count(let count): ("tag_rule", ["num": .text(String(count))])
            }
        return [
            "params": parameters, "tag_selectors": .list(exceptions.map(\.document)), "template": template,
        ]
    }
}

extension SWRRetention.Rule.Exception {
    fileprivate var document: JSONDocument {
        switch self {
        case .tag(let name): ["kind": "label", "pattern": .text(name)]
        case .expression(let pattern): ["kind": "regexp", "pattern": .text(pattern)]
        }
    }
}

/// Writes a YAML value as the JSON that it means.
enum TestBody {
    static func json(_ node: SourceNode, _ log: inout FindingLog) -> String {
        switch node.content {
        case .scalar(let text, let isPlain):
            guard isPlain else { return quoted(text) }
            if ["true", "false", "null"].contains(text) { return text }
            if let number = Int64(text), String(number) == text { return text }
            if let meaning = PlainScalar.meaning(of: text) {
                log.add("YAML reads \(text) as \(meaning): write it in quotes", at: node.position)
            }
            return quoted(text)
        case .sequence(let items):
            return "[" + items.map { json($0, &log) }.joined(separator: ",") + "]"
        case .mapping(let members):
            let pairs = members.map { "\(quoted($0.key.value)):\(json($0.value, &log))" }
            return "{" + pairs.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

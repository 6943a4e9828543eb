import Domain

extension SourceNode {
    /// Text; a finding for a list, a mapping, or an unquoted word that YAML takes for something else.
    func string(_ what: String, _ log: inout FindingLog) -> Located<String>? {
        guard case .scalar(let text, let isPlain) = content else {
            log.add("\(what) is text, not \(kind)", at: position)
            return nil
        }
        if isPlain, let meaning = PlainScalar.meaning(of: text) {
            log.add(
                text.isEmpty
                    ? "\(what) has no value"
                    : "\(what) is text, but YAML reads \(text) as \(meaning): write \"\(text)\" in quotes", at: position
            )
            return nil
        }
        guard !text.isEmpty else {
            log.add("\(what) has no value", at: position)
            return nil
        }
        return Located(text, position)
    }

    /// A decimal integer without sign, leading zeros (`010` is 8 to some readers and 10 to others) or underscores.
    func integer(_ what: String, in range: ClosedRange<Int>, _ log: inout FindingLog) -> Located<Int>? {
        guard case .scalar(let text, isPlain: true) = content else {
            log.add("\(what) is a number", at: position)
            return nil
        }
        let isPlainDecimal = text == "0" || (text.first != "0" && text.allSatisfy { $0.isASCII && $0.isNumber })
        guard isPlainDecimal, let value = Int(text), range.contains(value) else {
            log.add(
                "\(what) is a decimal number from \(range.lowerBound) to \(range.upperBound), not \"\(text)\"",
                at: position)
            return nil
        }
        return Located(value, position)
    }

    /// A list of texts; `[]` after a finding when it is no list.
    func strings(_ what: String, _ log: inout FindingLog) -> [Located<String>] {
        items(what, &log).compactMap { $0.string("an entry of \(what)", &log) }
    }

    /// The items of a list that must not be empty.
    func items(_ what: String, _ log: inout FindingLog) -> [SourceNode] {
        guard case .sequence(let items) = content else {
            log.add("\(what) is a list, not \(kind): write [ … ]", at: position)
            return []
        }
        if items.isEmpty {
            log.add("\(what) is empty", at: position)
        }
        return items
    }

    /// One of a closed set of words.
    func word<Word: RawRepresentable & CaseIterable & Sendable>(
        _ what: String, _ type: Word.Type, _ log: inout FindingLog
    ) -> Located<Word>? where Word.RawValue == String {
        guard let text = string(what, &log) else { return nil }
        guard let word = Word(rawValue: text.value) else {
            let known = Word.allCases.map(\.rawValue)
            let hint = Suggestion.text(for: text.value, among: known)
            log.add(
                "unknown \(what) \"\(text.value)\""
                    + (hint.isEmpty ? ": one of \(known.joined(separator: ", "))" : hint), at: position)
            return nil
        }
        return Located(word, position)
    }

    /// The text of a scalar whatever YAML thinks that it is, for values with a grammar of their own.
    var scalarText: String? {
        guard case .scalar(let text, _) = content else { return nil }
        return text
    }
}

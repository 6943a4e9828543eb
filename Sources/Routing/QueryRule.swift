/// What of the client's query goes upstream.
package enum QueryRule: Hashable, Sendable {
    /// As it came.
    case pass
    case drop
    /// Only the parameters of these names, compared after decoding once, in the order they came.
    case only([[UInt8]])
}

extension QueryRule {
    /// Appends `?` and what passes; nothing when nothing does.
    func write(_ target: borrowing RequestTarget, into out: inout [UInt8]) {
        guard let query = target.query, !query.isEmpty else { return }
        switch self {
        case .drop:
            return
        case .pass:
            out.append(Byte.question)
            out.append(contentsOf: target.text[query])
        case .only(let names):
            var separator = Byte.question
            var start = query.lowerBound
            while start <= query.upperBound {
                var end = start
                while end < query.upperBound, target.text[end] != UInt8(ascii: "&") {
                    end += 1
                }
                if Self.passes(target.text[start..<end], names) {
                    out.append(separator)
                    out.append(contentsOf: target.text[start..<end])
                    separator = UInt8(ascii: "&")
                }
                start = end + 1
            }
        }
    }

    /// A pair that holds `;` does not pass: some servers split there, and what follows was not looked at.
    private static func passes(_ pair: ArraySlice<UInt8>, _ names: [[UInt8]]) -> Bool {
        guard !pair.contains(UInt8(ascii: ";")) else { return false }
        var name: [UInt8] = []
        var index = pair.startIndex
        while index < pair.endIndex, pair[index] != UInt8(ascii: "=") {
            if pair[index] == Byte.percent, let high = Byte.hexValue(pair[index + 1]),
                let low = Byte.hexValue(pair[index + 2])
            {
                name.append(high << 4 | low)
                index += 3
            } else {
                name.append(pair[index])
                index += 1
            }
        }
        return names.contains(name)
    }
}

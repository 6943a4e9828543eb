/// Tokens that are nearly `token`: each differs from it by one small change.
struct TokenMutations {
    private static let dot = UInt8(ascii: ".")
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    let token: [UInt8]

    /// Every `step`th byte: other bytes in its place, left out, doubled, exchanged with the next.
    func ofBytes(every step: Int) -> [[UInt8]] {
        var all: [[UInt8]] = []
        for position in stride(from: 0, to: token.count, by: step) {
            for byte in Self.others(than: token[position]) {
                var changed = token
                changed[position] = byte
                all.append(changed)
            }
            var shorter = token
            shorter.remove(at: position)
            var longer = token
            longer.insert(token[position], at: position)
            all += [shorter, longer]
            if position + 1 < token.count {
                var exchanged = token
                exchanged.swapAt(position, position + 1)
                all.append(exchanged)
            }
        }
        return all.filter { $0 != token }
    }

    /// Bits of the byte turned (0x20 is a letter's case), the letter whose lowest bit differs, which at the end of a
    /// segment may be a bit to spare, and one that lies far away.
    private static func others(than byte: UInt8) -> [UInt8] {
        let turned = [byte ^ 0x01, byte ^ 0x20, byte ^ 0x80]
        guard let value = alphabet.firstIndex(of: byte) else { return turned + [alphabet[0]] }
        return turned + [alphabet[value ^ 1], alphabet[value ^ 0x25]]
    }

    /// Each segment dropped, emptied, doubled, cut and grown at both ends; all of them in other orders; the whole twice.
    func ofSegments() -> [[UInt8]] {
        let parts = token.split(separator: Self.dot).map { Array($0) }
        var lists: [[[UInt8]]] = []
        for index in parts.indices {
            var dropped = parts
            dropped.remove(at: index)
            var doubled = parts
            doubled.insert(parts[index], at: index)
            lists += [dropped, doubled]
            for segment in Self.changes(of: parts[index]) {
                var changed = parts
                changed[index] = segment
                lists.append(changed)
            }
            for other in parts.indices where other != index {
                var replaced = parts
                replaced[index] = parts[other]
                var exchanged = parts
                exchanged.swapAt(index, other)
                lists += [replaced, exchanged]
            }
        }
        let turned: [[UInt8]] = Array(parts.dropFirst()) + Array(parts.prefix(1))
        lists += [turned, turned.reversed(), parts + parts, parts + [[]], [[]] + parts]
        return lists.map { Array($0.joined(separator: [Self.dot])) } + [token + token]
    }

    private static func changes(of segment: [UInt8]) -> [[UInt8]] {
        var all: [[UInt8]] = [[], segment + segment, segment.reversed()]
        for length in [1, 2, 3, 4, segment.count / 2, segment.count - 1] {
            all += [Array(segment.dropLast(length)), Array(segment.dropFirst(length))]
        }
        for text in ["A", "AA", "AAA", "AAAA", "=", "==", " ", "\n", "\r\n", "\u{0}", "%3D", "%00"] {
            all += [segment + Array(text.utf8), Array(text.utf8) + segment]
        }
        return all
    }
}

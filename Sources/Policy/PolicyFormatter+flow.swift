/// Lists and mappings in brackets.
extension PolicyFormatter.Layout {
    /// The extent of the brackets at the cursor. Takes note of the comments between them.
    mutating func flowExtent() -> Extent {
        var extent = Extent(end: bytes.count)
        var depth = 0
        var index = cursor
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                index += 1
                if depth == 0 {
                    extent.end = index
                    return extent
                }
            case Self.newline:
                extent.breaks.append(Extent.Break(offset: index, isText: false))
                index += 1
            case Self.hash:
                let end = lineEnd(from: index)
                comments.append(bytes[trimmed(index..<end)])
                index = end
            case UInt8(ascii: "!"):
                refuse("tags are not allowed", at: index)
                while index < bytes.count, bytes[index] == UInt8(ascii: "!") { index += 1 }
            case UInt8(ascii: "?"):
                refuse("only the form \"key: value\" is allowed", at: index)
                index += 1
            case UInt8(ascii: ","), Self.colon, Self.space, UInt8(ascii: "\t"):
                index += 1
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                index = quotedEnd(from: index, &extent.breaks)
            default:
                index = plainEndInFlow(from: index, &extent.breaks)
            }
        }
        return extent
    }

    /// Behind the unquoted text at `start`, which brackets and commas end here.
    private func plainEndInFlow(from start: Int, _ breaks: inout [Extent.Break]) -> Int {
        var end = start + 1
        var index = end
        while index < bytes.count {
            let byte = bytes[index]
            if byte == Self.newline {
                let next = nextInk(from: index).offset
                guard next < bytes.count, bytes[next] != Self.hash, !endsPlainInFlow(at: next) else { break }
                breaks += textBreaks(in: index..<next)
                index = next
            } else if byte == Self.hash ? Self.isBlank(bytes[index - 1]) : endsPlainInFlow(at: index) {
                break
            } else {
                index += 1
                if !Self.isBlank(byte) { end = index }
            }
        }
        return end
    }

    private func endsPlainInFlow(at index: Int) -> Bool {
        switch bytes[index] {
        case UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        case Self.colon: isBlankOrEnd(at: index + 1)
        default: false
        }
    }

    /// Brackets that stand on one line, with the blanks between their parts made regular.
    func spacedFlow(_ range: Range<Int>) -> [UInt8] {
        enum Part { case brace, bracket, comma, colon, value }
        var out: [UInt8] = []
        // As if behind an opening bracket: nothing before the first part.
        var previous = Part.bracket
        var index = range.lowerBound

        /// - Parameter clings: to what stands before it. A colon always has a blank behind it: `[a:]` is no YAML.
        func put(_ part: Range<Int>, as kind: Part, clings: Bool = false) {
            let isApart = previous == .colon || (!clings && previous != .bracket)
            if isApart { out.append(Self.space) }
            out += bytes[part]
            previous = kind
            index = part.upperBound
        }

        while index < range.upperBound {
            let one = index..<index + 1
            switch bytes[index] {
            case Self.space, UInt8(ascii: "\t"): index += 1
            case UInt8(ascii: "{"): put(one, as: .brace)
            case UInt8(ascii: "["): put(one, as: .bracket)
            case UInt8(ascii: "}"): put(one, as: .value, clings: previous == .brace)
            case UInt8(ascii: "]"): put(one, as: .value, clings: true)
            case UInt8(ascii: ","): put(one, as: .comma, clings: previous == .value)
            case Self.colon: put(one, as: .colon, clings: previous == .value)
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                var breaks: [Extent.Break] = []
                put(index..<quotedEnd(from: index, &breaks), as: .value)
            default:
                var breaks: [Extent.Break] = []
                put(index..<plainEndInFlow(from: index, &breaks), as: .value)
            }
        }
        return out
    }
}

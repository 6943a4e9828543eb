extension ParameterType {
    /// Whether the bytes of `text` in `range` are a value of this type. No allocation.
    func accepts(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        switch self {
        case .ociProject:
            range.count <= 255 && Self.isNameComponent(text, range, manySeparators: false)
        case .ociRepository:
            range.count <= 255 && Self.isRepository(text, range)
        case .ociReference:
            Self.isTag(text, range) || Self.isDigest(text, range)
        case .int64:
            Self.isInt64(text, range)
        case .dnsName:
            Self.isDNSName(text, range)
        case .uuid:
            Self.isUUID(text, range)
        case .any:
            true
        }
    }

    private static func isRepository(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        var start = range.lowerBound
        for index in range where text[index] == Byte.slash {
            guard isNameComponent(text, start..<index, manySeparators: true) else { return false }
            start = index + 1
        }
        return isNameComponent(text, start..<range.upperBound, manySeparators: true)
    }

    /// Alphanumeric runs joined by one `.`, `_` or `-`; with `manySeparators` also by `__` or several `-`.
    private static func isNameComponent(_ text: Span<UInt8>, _ range: Range<Int>, manySeparators: Bool) -> Bool {
        var run = 0  // separators since the last alphanumeric
        var started = false
        for index in range {
            let byte = text[index]
            if isLowerAlphanumeric(byte) {
                started = true
                run = 0
                continue
            }
            guard started else { return false }
            run += 1
            switch byte {
            case UInt8(ascii: "-"):
                guard run == 1 || (manySeparators && text[index - 1] == byte) else { return false }
            case UInt8(ascii: "_"):
                guard run == 1 || (manySeparators && run == 2 && text[index - 1] == byte) else { return false }
            case UInt8(ascii: "."):
                guard run == 1 else { return false }
            default:
                return false
            }
        }
        return started && run == 0
    }

    private static func isTag(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard (1...128).contains(range.count) else { return false }
        for index in range {
            let byte = text[index]
            let isWord = isAlphanumeric(byte) || byte == UInt8(ascii: "_")
            guard isWord || (index > range.lowerBound && (byte == Byte.dot || byte == UInt8(ascii: "-"))) else {
                return false
            }
        }
        return true
    }

    /// `sha256:` and 64, or `sha512:` and 128, lower-case hexadecimal digits: the registered algorithms of the OCI
    /// image specification.
    private static func isDigest(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        let algorithm: StaticString
        switch range.count {
        case 7 + 64: algorithm = "sha256:"
        case 7 + 128: algorithm = "sha512:"
        default: return false
        }
        let matches = algorithm.withUTF8Buffer { letters in
            letters.indices.allSatisfy { letters[$0] == text[range.lowerBound + $0] }
        }
        guard matches else { return false }
        for index in range.dropFirst(7) {
            let byte = text[index]
            guard isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte) else { return false }
        }
        return true
    }

    private static func isInt64(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard (1...19).contains(range.count) else { return false }
        guard range.count == 1 || text[range.lowerBound] != UInt8(ascii: "0") else { return false }
        var value: UInt64 = 0  // 19 digits cannot overflow it
        for index in range {
            guard isDigit(text[index]) else { return false }
            value = value &* 10 &+ UInt64(text[index] &- UInt8(ascii: "0"))
        }
        return value <= UInt64(Int64.max)
    }

    private static func isDNSName(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard (1...253).contains(range.count) else { return false }
        var start = range.lowerBound
        for index in range where text[index] == Byte.dot {
            guard isDNSLabel(text, start..<index) else { return false }
            start = index + 1
        }
        return isDNSLabel(text, start..<range.upperBound)
    }

    private static func isDNSLabel(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard (1...63).contains(range.count) else { return false }
        for index in range {
            let isInside = index > range.lowerBound && index + 1 < range.upperBound
            guard isLowerAlphanumeric(text[index]) || (isInside && text[index] == UInt8(ascii: "-")) else {
                return false
            }
        }
        return true
    }

    private static func isUUID(_ text: Span<UInt8>, _ range: Range<Int>) -> Bool {
        guard range.count == 36 else { return false }
        for offset in 0..<36 {
            let byte = text[range.lowerBound + offset]
            switch offset {
            case 8, 13, 18, 23:
                guard byte == UInt8(ascii: "-") else { return false }
            default:
                guard Byte.hexValue(byte) != nil else { return false }
            }
        }
        return true
    }

    @inline(__always)
    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    @inline(__always)
    private static func isLowerAlphanumeric(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }

    @inline(__always)
    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        isLowerAlphanumeric(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }
}

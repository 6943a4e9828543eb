/// Name → id: three facts about the name choose one of 256 places, without a collision among the known names (the
/// multiplier was searched for; `FieldIDTests` fails when a new name needs another), then the whole name is compared: a
/// client cannot make a field look like another. Hashing every byte would cost more than that comparison.
struct FieldTable {
    private let places: [FieldID]

    static let shared = FieldTable()

    private init() {
        var places = [FieldID](repeating: .other, count: 256)
        for id in FieldID.allCases where id != .other {
            let place = id.name.withUTF8Buffer { name in
                FieldTable.place(count: name.count, middle: name[name.count / 2], lastButOne: name[name.count - 2])
            }
            places[Int(place)] = id
        }
        self.places = places
    }

    func id(of bytes: Span<UInt8>, _ name: Range<Int>) -> FieldID {
        let count = name.count
        guard count >= 2 else { return .other }
        let place = FieldTable.place(
            count: count, middle: bytes[name.lowerBound + count / 2], lastButOne: bytes[name.upperBound - 2])
        let candidate = places[Int(place)]
        guard candidate != .other, ByteClass.equals(bytes, name, lowercase: candidate.name) else { return .other }
        return candidate
    }

    /// Upper and lower case land alike; bytes that only look alike under this folding are told apart afterwards.
    @inline(__always)
    private static func place(count: Int, middle: UInt8, lastButOne: UInt8) -> UInt8 {
        let key = UInt32(truncatingIfNeeded: count) | UInt32(middle | 0x20) << 8 | UInt32(lastButOne | 0x20) << 16
        return UInt8(truncatingIfNeeded: (key &* 0x1A42_3667) >> 24)
    }
}

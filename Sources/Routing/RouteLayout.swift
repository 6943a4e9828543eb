/// Where the parameters of one route are among the segments of a matched target. Nothing is captured while matching:
/// a pattern and the number of segments say where each value is.
package struct RouteLayout: Sendable {
    struct Slot: Sendable {
        let type: ParameterType
        let isRest: Bool
        /// From the left, or, when negative, from the end.
        let position: Int
    }

    let slots: [Slot]
    /// Segments before the rest parameter, and behind it; without one all are before it.
    let prefixCount: Int
    let suffixCount: Int
    /// Whether an encoded slash may stand inside the rest parameter.
    let takesEncodedSlashes: Bool
    /// In the order of `RoutePattern.parameters`.
    package let names: [String]

    init(_ pattern: RoutePattern) {
        let count = pattern.segments.count
        let rest = pattern.segments.firstIndex { if case .rest = $0 { true } else { false } }
        prefixCount = rest ?? count
        suffixCount = rest.map { count - $0 - 1 } ?? 0
        var slots: [Slot] = []
        for (position, segment) in pattern.segments.enumerated() {
            guard case .parameter(let index) = segment else {
                if case .rest(let index) = segment {
                    slots.append(Slot(type: pattern.parameters[index].type, isRest: true, position: position))
                }
                continue
            }
            let fromRight = rest.map { position > $0 } ?? false
            slots.append(
                Slot(
                    type: pattern.parameters[index].type, isRest: false,
                    position: fromRight ? position - count : position))
        }
        self.slots = slots
        names = pattern.parameters.map(\.name)
        takesEncodedSlashes = slots.contains { $0.type == .ociRepository }
    }

    package func type(of slot: Int) -> ParameterType { slots[slot].type }

    /// The segments of slot `index` in a target of `count` segments that matched this route.
    @inline(__always)
    func segments(of index: Int, count: Int) -> Range<Int> {
        let slot = slots[index]
        if slot.isRest { return prefixCount..<(count - suffixCount) }
        let position = slot.position < 0 ? count + slot.position : slot.position
        return position..<(position + 1)
    }

    /// Whether every encoded slash of the target is inside a parameter that may hold one.
    @inline(__always)
    func permitsEncodedSlashes(of target: borrowing RequestTarget) -> Bool {
        let joined = target.joined
        guard !joined.isEmpty else { return true }
        return takesEncodedSlashes && joined.lowerBound >= prefixCount
            && joined.upperBound <= target.segments.count - suffixCount
    }

    /// Whether every parameter's value is of its type.
    package func accepts(_ target: borrowing RequestTarget) -> Bool {
        let text = target.text.span
        for index in slots.indices {
            let type = slots[index].type
            if type == .any { continue }
            let range = target.bytes(of: segments(of: index, count: target.segments.count))
            guard type.accepts(text, range) else { return false }
        }
        return true
    }

    /// The decoded segments of the rest parameter of a target that matched this route; empty without one.
    package func restSegments(in target: borrowing RequestTarget) -> [String] {
        guard let slot = slots.firstIndex(where: \.isRest) else { return [] }
        return segments(of: slot, count: target.segments.count).map { place in
            String(decoding: target.text[target.bytes(of: place..<place + 1)], as: UTF8.self)
        }
    }

    /// The decoded values by parameter name, of a target that matched this route. For endpoints of the gateway itself;
    /// allocates.
    package func values(in target: borrowing RequestTarget) -> [String: String] {
        var values: [String: String] = [:]
        for (index, name) in names.enumerated() {
            let range = target.bytes(of: segments(of: index, count: target.segments.count))
            values[name] = String(decoding: target.text[range], as: UTF8.self)
        }
        return values
    }
}

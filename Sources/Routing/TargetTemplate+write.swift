extension TargetTemplate {
    /// The target to send upstream, for a target that matched the route of `layout`. One allocation.
    package func target(for source: borrowing RequestTarget, _ layout: RouteLayout) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(
            sizeHint + Int(source.segments.last?.end ?? 0) + (source.query?.count ?? 0))
        write(source, layout, into: &out)
        return out
    }

    /// Appends the target.
    package func write(_ source: borrowing RequestTarget, _ layout: RouteLayout, into out: inout [UInt8]) {
        for piece in pieces {
            switch piece {
            case .literal(let range):
                out.append(contentsOf: literals[range])
            case .value(let slot, let filter, let keepsSlashes):
                let range = source.bytes(of: layout.segments(of: slot, count: source.segments.count))
                Self.encode(source.text.span, range, filter, keepsSlashes: keepsSlashes, into: &out)
            }
        }
        if out.isEmpty || (keepsTrailingSlash && source.endsInSlash) {
            out.append(Byte.slash)
        }
        query.write(source, into: &out)
    }

    private static func encode(
        _ text: Span<UInt8>, _ range: Range<Int>, _ filter: Filter, keepsSlashes: Bool, into out: inout [UInt8]
    ) {
        for index in range {
            let byte = text[index]
            if ASCIISet.pathLiteral.contains(byte) || (keepsSlashes && byte == Byte.slash) {
                out.append(byte)
                continue
            }
            out.append(Byte.percent)
            if filter == .encode2 {
                out.append(UInt8(ascii: "2"))
                out.append(UInt8(ascii: "5"))
            }
            out.append(Byte.hexDigit(byte >> 4))
            out.append(Byte.hexDigit(byte & 0x0F))
        }
    }
}

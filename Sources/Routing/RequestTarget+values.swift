extension RequestTarget {
    /// The canonical path as text, for logs and rules that read it: decoded, never to be sent anywhere.
    package borrowing func canonicalPath() -> String {
        guard let last = segments.last else { return "/" }
        let path = String(decoding: text[0..<Int(last.end)], as: UTF8.self)
        return endsInSlash ? path + "/" : path
    }

    /// The query as it came, without its `?`; `nil` when the target has none.
    package borrowing func queryText() -> String? {
        query.map { String(decoding: text[$0], as: UTF8.self) }
    }

    /// The decoded segments; for tests and slow paths.
    package borrowing func segmentTexts() -> [String] {
        segments.map { String(decoding: text[Int($0.start)..<Int($0.end)], as: UTF8.self) }
    }

    /// The decoded bytes of parameter `slot` of a route that this target matched; shares its storage.
    package borrowing func parameter(_ slot: Int, _ layout: RouteLayout) -> ArraySlice<UInt8> {
        let places = layout.segments(of: slot, count: segments.count)
        return places.isEmpty ? [] : text[bytes(of: places)]
    }

    /// Where segments `range` are in `text`, with the slashes between them. The range must not be empty.
    @inline(__always)
    borrowing func bytes(of range: Range<Int>) -> Range<Int> {
        Int(segments[range.lowerBound].start)..<Int(segments[range.upperBound - 1].end)
    }
}

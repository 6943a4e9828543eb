/// Something that SWR describes as a JSON object.
protocol SWRObject: Sendable {
    /// Reads the object at hand; members that nobody has a use for are skipped.
    init(_ scanner: inout JSONScanner) throws(JSONFault)
}

/// A row of a list that SWR gives by `limit` and `offset`.
protocol SWRRow: SWRObject, Identifiable where ID == String {
    /// How many rows the whole list has, which some lists repeat in each row.
    var listTotal: Int? { get }
}

extension JSONScanner {
    /// All elements of the array at hand, which may be missing: then it is `null`.
    mutating func swrObjects<Element: SWRObject>() throws(JSONFault) -> [Element] {
        var elements: [Element] = []
        guard !isNull() else { return elements }
        try array { (scanner) throws(JSONFault) in elements.append(try Element(&scanner)) }
        return elements
    }
}

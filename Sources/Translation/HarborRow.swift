/// Something that Harbor describes as a JSON object.
protocol HarborRow: Identifiable, Sendable where ID == Int64 {
    /// Reads the object at hand; members that `/v1` has no use for are skipped.
    init(_ scanner: inout JSONScanner) throws(JSONFault)
}

extension HarborTime {
    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        guard let text = scanner.plainString(), let time = HarborTime(bytes: text) else { throw scanner.fault }
        self = time
    }
}

import Domain

extension BodyField {
    /// As it was declared: `int64`, or `int64 [1, 3]`.
    var declaration: String { type.rawValue + (values.isEmpty ? "" : " " + BodyValue.list(values).text) }

    /// - Throws: `.fieldInvalid` where something else stands than it has to be, or nothing.
    func check(_ value: BodyValue) throws(GatewayError) {
        guard !values.isEmpty else { return }
        if case .list(let elements) = value {
            if !elements.isEmpty, elements.allSatisfy(isAmong) { return }
        } else if isAmong(value) {
            return
        }
        let place = isList ? ", in each of one or more elements" : ""
        throw GatewayError(.fieldInvalid, message: "\(path): \(choice) is required\(place)")
    }

    /// Texts byte by byte: Swift takes the Kelvin sign for a K, and an upstream does not.
    private func isAmong(_ value: BodyValue) -> Bool {
        values.contains { known in
            if case (.text(let text), .text(let other)) = (known, value) {
                return text.utf8.elementsEqual(other.utf8)
            }
            return known == value
        }
    }

    /// `1, 3 or 7`
    private var choice: String {
        let texts = values.map(\.text)
        let all = [texts.dropLast().joined(separator: ", "), texts.last ?? ""]
        return all.filter { !$0.isEmpty }.joined(separator: " or ")
    }
}

import Domain

/// Reads the declared fields out of a JSON body, so that what a rule judges is what the upstream will read.
///
/// Upstreams written in Go take `{"Scope": …}` for `scope`, and the last of several
/// (https://pkg.go.dev/encoding/json#Unmarshal): a member whose name is a declared one but for letter case is refused, as
/// is a member that stands twice. A declared field of another type is refused as well, and one without any of the values
/// that it has to have.
struct BodyFields {
    /// By the position of the field.
    static func read(_ bytes: [UInt8], _ fields: [BodyField]) throws(GatewayError) -> [BodyValue] {
        // No body is no member; blank bytes are no JSON.
        if bytes.isEmpty {
            for field in fields { try field.check(.absent) }
            return fields.map { _ in .absent }
        }
        guard let document = JSONValue.document(of: bytes) else {
            throw GatewayError.noJSON
        }
        var values: [BodyValue] = []
        for field in fields {
            let found = try value(of: field, field.steps[...], in: document)
            try field.check(found)
            values.append(found)
        }
        return values
    }

    private static func value(
        of field: BodyField, _ steps: ArraySlice<BodyField.Step>, in value: JSONValue
    ) throws(GatewayError) -> BodyValue {
        guard let step = steps.first else { return try leaf(of: field, value) }
        switch (step, value) {
        case (_, .null): return .absent
        case (.member(let name), .object(let members)):
            let folded = fold(name)
            var exact: JSONValue?
            for (other, member) in members {
                // As bytes: `==` takes the Kelvin sign for the letter that it is equivalent to.
                if other.utf8.elementsEqual(name.utf8) {
                    exact = member
                    continue
                }
                guard Self.mayFold(other, like: name), fold(other) == folded else { continue }
                throw GatewayError(
                    .fieldInvalid, message: "\(field.path): the body has \"\(name)\" with other letter case")
            }
            guard let exact else { return .absent }
            return try self.value(of: field, steps.dropFirst(), in: exact)
        case (.each, .array(let elements)):
            var values: [BodyValue] = []
            for element in elements {
                switch try self.value(of: field, steps.dropFirst(), in: element) {
                case .list(let inner): values += inner
                case let one: values.append(one)
                }
            }
            return .list(values)
        default:
            throw missing(step, at: field.steps.dropLast(steps.count))
        }
    }

    /// - Parameter way: what leads to the place where something else was found; empty for the whole body.
    private static func missing(_ step: BodyField.Step, at way: ArraySlice<BodyField.Step>) -> GatewayError {
        let place = way.reduce("") { text, step in
            switch step {
            case .each: text + "[]"
            case .member(let name): text.isEmpty ? name : "\(text).\(name)"
            }
        }
        switch (step, place.isEmpty) {
        case (.member, true): return .noObject
        case (.each, true): return GatewayError(.fieldInvalid, message: "the body is not a JSON array")
        case (.member, false): return GatewayError(.fieldInvalid, message: "\(place): an object is required")
        case (.each, false): return GatewayError(.fieldInvalid, message: "\(place): a list is required")
        }
    }

    private static func leaf(of field: BodyField, _ value: JSONValue) throws(GatewayError) -> BodyValue {
        switch (field.type, value) {
        case (_, .null): return .null
        case (.text, .string(let text)): return .text(text)
        case (.int64, .integer(let number)): return .number(number)
        case (.boolean, .boolean(let flag)): return .flag(flag)
        default:
            throw GatewayError(.fieldInvalid, message: "\(field.path): \(required(field.type)) is required")
        }
    }

    private static func required(_ type: BodyField.Kind) -> String {
        switch type {
        case .text: "a string"
        case .int64: "a whole number"
        case .boolean: "true or false"
        }
    }

    /// Folding costs more than this look at a name: one of ASCII keeps its length.
    private static func mayFold(_ other: String, like name: String) -> Bool {
        other.utf8.count == name.utf8.count || !other.utf8.allSatisfy { $0 < 0x80 }
    }

    /// As Go's `encoding/json` folds: letter case aside, with the two letters outside ASCII whose other case is inside it,
    /// the long s and the Kelvin sign.
    private static func fold(_ name: String) -> String { name.uppercased().lowercased() }
}

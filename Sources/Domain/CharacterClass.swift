/// A set of Unicode scalars that can be asked for one and be written in a regular expression (ECMA-262 with the flag
/// `u`, which JSON Schema means by `pattern`).
package struct CharacterClass: Sendable, Equatable {
    /// General categories of Unicode by their short names.
    package enum Category: String, Sendable {
        case upperCaseLetter = "Lu"
        case lowerCaseLetter = "Ll"
        case decimalDigit = "Nd"
        case space = "Zs"
        case lineSeparator = "Zl"
        case paragraphSeparator = "Zp"
        /// Controls, formats, surrogates, private use and what is not assigned.
        case other = "C"

        fileprivate func contains(_ category: Unicode.GeneralCategory) -> Bool {
            switch self {
            case .upperCaseLetter: category == .uppercaseLetter
            case .lowerCaseLetter: category == .lowercaseLetter
            case .decimalDigit: category == .decimalNumber
            case .space: category == .spaceSeparator
            case .lineSeparator: category == .lineSeparator
            case .paragraphSeparator: category == .paragraphSeparator
            case .other:
                [.control, .format, .surrogate, .privateUse, .unassigned].contains(category)
            }
        }
    }

    private let ranges: [ClosedRange<Unicode.Scalar>]
    private let categories: [Category]
    private let isComplement: Bool

    private init(
        _ ranges: [ClosedRange<Unicode.Scalar>], _ signs: String, _ categories: [Category], _ isComplement: Bool
    ) {
        self.ranges = ranges + signs.unicodeScalars.map { $0...$0 }
        self.categories = categories
        self.isComplement = isComplement
    }

    package init(
        _ ranges: ClosedRange<Unicode.Scalar>..., signs: String = "", categories: [Category] = []
    ) {
        self.init(ranges, signs, categories, false)
    }

    /// Every scalar but these.
    package static func all(but categories: [Category], signs: String = "") -> CharacterClass {
        CharacterClass([], signs, categories, true)
    }

    package func contains(_ scalar: Unicode.Scalar) -> Bool {
        let isNamed =
            ranges.contains { $0.contains(scalar) }
            || !categories.isEmpty
                && categories.contains { $0.contains(scalar.properties.generalCategory) }
        return isNamed != isComplement
    }

    /// Such as `[a-z0-9._\-]`.
    package var expression: String {
        let parts = ranges.map { range in
            range.lowerBound == range.upperBound
                ? Self.escaped(range.lowerBound)
                : "\(Self.escaped(range.lowerBound))-\(Self.escaped(range.upperBound))"
        }
        return "[\(isComplement ? "^" : "")\(parts.joined())\(categories.map { #"\p{\#($0.rawValue)}"# }.joined())]"
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        ["\\", "[", "]", "^", "-"].contains(scalar) ? "\\\(scalar)" : "\(scalar)"
    }
}

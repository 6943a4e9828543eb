/// A regular language over Unicode scalars: one value that texts are matched with and that is written into descriptions
/// of the API, so that the two cannot differ.
///
/// Matching takes time in proportion to the length of the text, whatever the text is: all ways to read it are followed
/// at once (K. Thompson, "Regular Expression Search Algorithm", CACM 11:6, 1968).
package struct TextPattern: Sendable {
    package indirect enum Form: Sendable, Equatable {
        case one(CharacterClass)
        case sequence([Form])
        case either([Form])
        case optional(Form)
        /// None, one or more.
        case any(Form)
        /// One or more.
        case some(Form)
    }

    package let form: Form
    private let states: [State]
    private let start: Int

    private enum State: Sendable {
        case end
        case take(CharacterClass, next: Int)
        case fork(Int, Int)
    }

    package init(_ form: Form) {
        self.form = form
        var states = [State.end]
        start = Self.add(form, before: 0, to: &states)
        self.states = states
    }

    /// Adds the states that read `form` and then go on at `next`; gives the first of them.
    private static func add(_ form: Form, before next: Int, to states: inout [State]) -> Int {
        switch form {
        case .one(let characters):
            states.append(.take(characters, next: next))
            return states.count - 1
        case .sequence(let forms):
            return forms.reversed().reduce(next) { add($1, before: $0, to: &states) }
        case .either(let forms):
            var entry: Int?
            for form in forms {
                let other = add(form, before: next, to: &states)
                guard let former = entry else {
                    entry = other
                    continue
                }
                states.append(.fork(former, other))
                entry = states.count - 1
            }
            return entry ?? next
        case .optional(let form):
            let entry = add(form, before: next, to: &states)
            states.append(.fork(entry, next))
            return states.count - 1
        case .any(let form):
            return loop(form, before: next, to: &states).fork
        case .some(let form):
            return loop(form, before: next, to: &states).entry
        }
    }

    private static func loop(
        _ form: Form, before next: Int, to states: inout [State]
    ) -> (entry: Int, fork: Int) {
        let fork = states.count
        states.append(.end)
        let entry = add(form, before: fork, to: &states)
        states[fork] = .fork(entry, next)
        return (entry, fork)
    }

    /// Whether the whole text is one of the language.
    package func matches(_ text: String) -> Bool {
        var current = Set<Int>()
        reach(start, &current)
        for scalar in text.unicodeScalars {
            var following = Set<Int>()
            for place in current {
                if case .take(let characters, let next) = states[place], characters.contains(scalar) {
                    reach(next, &following)
                }
            }
            if following.isEmpty { return false }
            current = following
        }
        return current.contains(0)
    }

    /// Adds a state and those that follow from it without reading anything.
    private func reach(_ place: Int, _ reached: inout Set<Int>) {
        guard reached.insert(place).inserted, case .fork(let one, let other) = states[place] else { return }
        reach(one, &reached)
        reach(other, &reached)
    }

    /// The whole text as a regular expression, anchored at both ends.
    package var expression: String { "^\(form.expression)$" }
}

extension TextPattern.Form {
    fileprivate var expression: String {
        switch self {
        case .one(let characters): characters.expression
        case .sequence(let forms): forms.map(\.expression).joined()
        case .either(let forms): "(?:\(forms.map(\.expression).joined(separator: "|")))"
        case .optional(let form): "\(form.unit)?"
        case .any(let form): "\(form.unit)*"
        case .some(let form): "\(form.unit)+"
        }
    }

    /// Something that a quantifier can stand behind.
    private var unit: String {
        switch self {
        case .one, .either: expression
        case .sequence, .optional, .any, .some: "(?:\(expression))"
        }
    }
}

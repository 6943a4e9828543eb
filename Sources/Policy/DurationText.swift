import Domain

/// Durations as a policy writes them, such as `500ms` or `5s`. Stricter than a setting: a number without a unit is
/// refused, since half the readers of a file take it for seconds and half for milliseconds.
enum DurationText {
    /// A day; a longer deadline is a mistake of units.
    static let longest = Duration.seconds(86_400)

    /// `nil` for anything else, for zero, and above `longest`.
    static func parse(_ text: String) -> Duration? {
        guard text.first != "0", text.last?.isLetter == true, let duration = Duration(parsing: text),
            duration <= longest
        else { return nil }
        return duration
    }
}

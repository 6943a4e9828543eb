package import Domain

/// A local user, or a robot.
package struct HarborAccount: Sendable, Equatable {
    package var id: Int
    /// Case-sensitive. A robot's begins with `robot$`.
    package var name: String
    package var password: Secret
    package var email: String
    package var realName: String
    package var comment: String
    package var isAdministrator: Bool
    /// Robots work on the repositories of all projects and on nothing else, are never frozen and open no sessions.
    package var isRobot: Bool
    package var created: HarborMoment
    package var updated: HarborMoment

    package init(
        id: Int, name: String, password: Secret, email: String, realName: String, comment: String = "",
        isAdministrator: Bool = false, isRobot: Bool = false, created: HarborMoment
    ) {
        self.id = id
        self.name = name
        self.password = password
        self.email = email
        self.realName = realName
        self.comment = comment
        self.isAdministrator = isAdministrator
        self.isRobot = isRobot
        self.created = created
        updated = created
    }
}

/// What Harbor asks of the texts of an account; each failure is 400.
enum HarborAccountRules {
    /// The names that the server has taken for itself.
    static let reserved: Set<String> = ["anonymous"]

    static func check(name: String) throws(HarborFault) {
        guard !name.isEmpty else { throw .badRequest("username with illegal length") }
        guard !name.contains(where: { ",\"~#%$".contains($0) }) else {
            throw .badRequest("username contains illegal characters")
        }
    }

    static func check(password: String) throws(HarborFault) {
        let scalars = password.unicodeScalars
        func has(_ range: ClosedRange<Unicode.Scalar>) -> Bool { scalars.contains { range.contains($0) } }
        guard (8...128).contains(scalars.count), has("A"..."Z"), has("a"..."z"), has("0"..."9") else {
            throw .badRequest(
                "the password or secret must be 8-128, inclusively, characters long with at least "
                    + "1 uppercase letter, 1 lowercase letter and 1 number")
        }
    }

    static func check(email: String, realName: String, comment: String) throws(HarborFault) {
        guard !email.isEmpty else { throw .badRequest("email can't be empty") }
        guard isAddress(email) else { throw .badRequest("email with illegal format") }
        guard (1...255).contains(realName.unicodeScalars.count) else {
            throw .badRequest("realname with illegal length")
        }
        guard !realName.contains(where: { ",~#$%".contains($0) }) else {
            throw .badRequest("realname contains illegal characters")
        }
        guard comment.unicodeScalars.count <= 30 else { throw .badRequest("comment with illegal length") }
    }

    /// Dot-separated words, `@`, and a domain of at least two labels whose last is letters only.
    private static func isAddress(_ text: String) -> Bool {
        let halves = text.split(separator: "@", omittingEmptySubsequences: false)
        guard halves.count == 2 else { return false }
        let words = halves[0].split(separator: ".", omittingEmptySubsequences: false)
        let labels = halves[1].split(separator: ".", omittingEmptySubsequences: false)
        guard labels.count > 1, let last = labels.last, last.utf8.count > 1 else { return false }
        return words.allSatisfy { !$0.isEmpty && !$0.contains { "<>()[],;:\"".contains($0) || $0.isWhitespace } }
            && labels.allSatisfy { !$0.isEmpty && $0.allSatisfy { isLetter($0) || $0.isNumber || $0 == "-" } }
            && last.allSatisfy(isLetter)
    }

    private static func isLetter(_ character: Character) -> Bool { character.isASCII && character.isLetter }
}

import Domain
import Proxy
import Store

/// What accounts look like and who may change which.
struct AccountRules: Sendable {
    /// The most digits of a telephone number.
    let phoneDigits: Int

    private static let longestName = 50

    /// A login name: 1 to 50 printable characters, none at either end a space. No colon, which Basic authentication
    /// could not carry (RFC 7617 §2).
    static func isName(_ name: String) -> Bool {
        let scalars = name.unicodeScalars
        return (1...longestName).contains(scalars.count) && scalars.allSatisfy { isPrintable($0) && $0 != ":" }
            && name.first?.isWhitespace == false && name.last?.isWhitespace == false
    }

    static let nameRule = "1 to 50 printable characters, no colon, and no space at either end"

    func name(in body: JSONBody) throws(GatewayError) -> String {
        let name = try body.text("user")
        guard Self.isName(name) else {
            throw GatewayError(.fieldInvalid, message: "user: it takes \(Self.nameRule)")
        }
        return name
    }

    func realName(in body: JSONBody) throws(GatewayError) -> String {
        let name = try body.text("realName")
        guard Self.isRealName(name) else {
            throw GatewayError(
                .fieldInvalid, message: "realName: 1 to \(Self.longestName) printable characters are required")
        }
        return name
    }

    static func isRealName(_ name: String) -> Bool {
        (1...longestName).contains(name.unicodeScalars.count) && name.unicodeScalars.allSatisfy(isPrintable)
    }

    func phone(in body: JSONBody) throws(GatewayError) -> String {
        let phone = try body.text("phone")
        guard isPhone(phone) else {
            throw GatewayError(.fieldInvalid, message: "phone: 1 to \(phoneDigits) digits are required")
        }
        return phone
    }

    func isPhone(_ phone: String) -> Bool {
        (1...phoneDigits).contains(phone.utf8.count)
            && phone.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }

    static let passwordRule = "8 to 20 characters with an upper-case letter, a lower-case letter and a digit"

    /// A new password; one that is there already is taken as it is.
    func newPassword(in body: JSONBody) throws(GatewayError) -> String {
        let password = try body.text("password")
        guard Self.isPassword(password) else {
            throw GatewayError(.fieldInvalid, message: "password: \(Self.passwordRule) are required")
        }
        return password
    }

    static func isPassword(_ password: String) -> Bool {
        let scalars = password.unicodeScalars
        return (8...20).contains(scalars.count)
            && scalars.contains { $0.properties.generalCategory == .uppercaseLetter }
            && scalars.contains { $0.properties.generalCategory == .lowercaseLetter }
            && scalars.contains { $0.properties.generalCategory == .decimalNumber }
    }

    /// The number in the path, which the routes leave to the endpoint: a wrong one is a wrong field.
    static func userID(of request: LocalRequest) throws(GatewayError) -> Int64 {
        guard let text = request.parameters["userId"], !text.isEmpty,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let id = Int64(text), id > 0
        else { throw GatewayError(.fieldInvalid, message: "userId: a positive whole number is required") }
        return id
    }

    /// Whether the caller may change that account: a business administrator those of his namespace but for a
    /// system administrator's, a system administrator all.
    static func may(_ caller: Principal, manage user: UserRecord) -> Bool {
        if caller.role == .systemAdmin { return true }
        return caller.role == .businessAdmin && user.level != .system && !caller.namespace.isEmpty
            && user.namespace == caller.namespace
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

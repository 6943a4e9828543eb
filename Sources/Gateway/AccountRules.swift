import Domain
import Proxy
import Store

/// What accounts look like and who may change which.
struct AccountRules: Sendable {
    /// The most digits of a telephone number.
    let phoneDigits: Int

    /// What a login name is.
    static let nameRule = "1 to 50 printable characters, no colon, and no space at either end"

    static let passwordRule = "8 to 20 characters with an upper-case letter, a lower-case letter and a digit"

    var phoneField: Field<TextRule> { AccountFields.phone(digits: phoneDigits) }

    static func isName(_ name: String) -> Bool { AccountFields.user.rule.accepts(name) }

    static func isRealName(_ name: String) -> Bool { AccountFields.realName.rule.accepts(name) }

    static func isPassword(_ password: String) -> Bool { AccountFields.newPassword.rule.accepts(password) }

    func isPhone(_ phone: String) -> Bool { phoneField.rule.accepts(phone) }

    func name(in body: JSONBody) throws(GatewayError) -> String { try body.text(AccountFields.user) }

    func realName(in body: JSONBody) throws(GatewayError) -> String { try body.text(AccountFields.realName) }

    func phone(in body: JSONBody) throws(GatewayError) -> String { try body.text(phoneField) }

    /// A new password; one that is there already is taken as it is.
    func newPassword(in body: JSONBody) throws(GatewayError) -> String { try body.text(AccountFields.newPassword) }

    /// The number in the path, which the routes leave to the endpoint: a wrong one is a wrong field.
    static func userID(of request: LocalRequest) throws(GatewayError) -> Int64 {
        let field = AccountFields.userID
        guard let text = request.parameters[field.name], !text.isEmpty,
            text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let id = Int64(text),
            field.rule.accepts(id)
        else { throw GatewayError(.fieldInvalid, message: "\(field.name): a positive whole number is required") }
        return id
    }

    /// Whether the caller may change that account: a business administrator those of his namespace but for a
    /// system administrator's, a system administrator all.
    static func may(_ caller: Principal, manage user: UserRecord) -> Bool {
        if caller.role == .systemAdmin { return true }
        return caller.role == .businessAdmin && user.level != .system && !caller.namespace.isEmpty
            && user.namespace == caller.namespace
    }
}

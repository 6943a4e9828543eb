import Domain

/// For whom CVAT is asked.
///
/// All calls go with one account, which is an administrator there and may see and change everybody. So what keeps
/// callers apart is done here: the organization of every call is the caller's own, never one that the client names.
struct CVATCaller: Sendable {
    let principal: Principal
    /// The slug of the organization; `nil` for system administrators, who look at all accounts.
    let organization: String?

    /// - Throws: `.tokenMissing` for nobody, `.conditionRefused` for somebody whose namespace cannot be the slug of an
    ///   organization: an empty one would ask outside of all of them.
    init(_ principal: Principal?) throws(GatewayError) {
        guard let principal else { throw GatewayError(.tokenMissing) }
        self.principal = principal
        guard principal.role != .systemAdmin else {
            organization = nil
            return
        }
        guard !principal.namespace.isEmpty, principal.namespace.utf8.allSatisfy(Self.isInSlug) else {
            throw GatewayError(.conditionRefused, message: "your account has no business namespace")
        }
        organization = principal.namespace
    }

    /// Compared byte by byte: two spellings that look the same are two names in CVAT, and here.
    func isNamed(_ name: String) -> Bool { name.utf8.elementsEqual(principal.name.utf8) }

    /// Asks the list of the caller's organization for one account.
    func membership(of id: Int64) -> UpstreamCall {
        call("GET", "/api/users", query: CVATQuery(accountID: id).text)
    }

    /// - Parameters:
    ///   - path: below the root, made of literals and numbers.
    ///   - query: encoded, with its question mark; or empty.
    ///   - json: the content, if there is any.
    func call(_ method: String, _ path: String, query: String = "", json: [UInt8]? = nil) -> UpstreamCall {
        // Without this one the server answers 406.
        var fields = [(name: "Accept", value: CVATMedia.type)]
        if let organization { fields.append(("X-Organization", organization)) }
        if json != nil { fields.append(("Content-Type", "application/json")) }
        return UpstreamCall(method: method, target: path + query, fields: fields, body: json, provesCredential: true)
    }

    /// Letters, digits, `-` and `_`: Django's slugs
    /// (https://docs.djangoproject.com/en/5.2/ref/models/fields/#slugfield).
    private static func isInSlug(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension TranslationRequest {
    /// The number of the account in the path, a 32-bit integer of CVAT's database.
    /// - Throws: `.notFound` for a number that no account can have.
    func cvatUserID() throws(GatewayError) -> Int64 {
        guard let text = parameters["id"] else { throw GatewayError(.internal, detail: "cvat: no id in the path") }
        guard let id = QueryParameters.integer(text), (1...Int(Int32.max)).contains(id) else {
            throw GatewayError(.notFound)
        }
        return Int64(id)
    }
}

/// A token that the IAM has given out. Its text is the key that it is kept under.
struct IAMToken: Sendable {
    let userID: String
    /// What it is for; `nil` is the whole account, which services of a region do not take.
    let project: IAMProject?
    let issued: SWRMoment
    var expires: SWRMoment
    var isWithdrawn = false

    func isGood(at now: SWRMoment) -> Bool { !isWithdrawn && now < expires }
}

/// Who a request comes from.
struct IAMIdentity: Sendable {
    let user: IAMUser
    /// What the token is for; `nil` for a token of the whole account.
    let project: IAMProject?
    /// A signature is good in every region.
    let isSigned: Bool
}

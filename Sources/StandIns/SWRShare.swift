/// That another account may pull an image.
package struct SWRShare: Sendable, Equatable {
    /// The name of the account, which SWR calls a domain.
    package let domain: String
    package var terms: Terms
    package let creatorID: String
    package let creatorName: String
    package let created: SWRMoment
    package var updated: SWRMoment

    /// The most of one image.
    static let limit = 500

    package struct Terms: Sendable, Equatable {
        /// `forever`, or a time in UTC.
        package let deadline: String
        package let description: String

        static let endless = "forever"

        func isValid(at now: SWRMoment) -> Bool {
            SWRMoment(deadline).map { now < $0 } ?? (deadline == Self.endless)
        }
    }
}

extension SWRShare.Terms {
    init(_ members: SWRMembers) throws(SWRFault) {
        guard try members.text("permit") == "read" else { throw .invalidImageLevel }
        deadline = try members.text("deadline")
        guard deadline == Self.endless || SWRMoment(deadline) != nil else { throw .invalidBody("deadline") }
        description = try members.optionalText("description") ?? ""
    }
}

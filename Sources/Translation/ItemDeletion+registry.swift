import Domain

extension ItemDeletion {
    /// How a kind of registry answers when something is to be deleted.
    struct Registry: Sendable {
        /// Goes before what is told to the log.
        let name: String
        let done: Set<Int>
        /// Something keeps it from being deleted.
        let kept: Int
        /// Whether it says in its own words that there is no such project: a 404 may be of something in between.
        let isProjectAbsence: @Sendable (UpstreamReply) -> Bool
        /// What any other status means.
        let refusal: @Sendable (UpstreamReply) -> GatewayError

        static let harbor = Registry(
            name: "harbor", done: [200], kept: 412, isProjectAbsence: { $0.isHarborAbsence },
            refusal: { $0.harborRefusal })
        static let swr = Registry(
            name: "swr", done: [200, 201, 204], kept: 406, isProjectAbsence: { $0.isOrganizationAbsence },
            refusal: { $0.swrRefusal })
    }
}

import Domain

extension ItemDeletion {
    /// How a kind of registry answers when something is to be deleted.
    struct Registry: Sendable {
        /// Goes before what is told to the log.
        let name: String
        let done: Set<Int>
        /// Something keeps it from being deleted.
        let kept: Int
        /// What any other status means.
        let refusal: @Sendable (UpstreamReply) -> GatewayError

        static let harbor = Registry(name: "harbor", done: [200], kept: 412) { $0.harborRefusal }
        static let swr = Registry(name: "swr", done: [200, 201, 204], kept: 406) { $0.swrRefusal }
    }
}

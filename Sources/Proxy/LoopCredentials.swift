import Domain
import NIOCore
import Policy
import Telemetry

/// The credentials of accounts that one event loop has used of late. Confined to it.
final class LoopCredentials {
    private struct Key: Hashable {
        /// As the policy has it: another address or account under the same name is another matter.
        let upstream: UpstreamSpec
        let account: ActingAccount
    }

    private struct Kept {
        let credential: UpstreamCredential
        var provenUntil = NIODeadline.uptimeNanoseconds(0)
    }

    private unowned let loop: LoopContext
    private var kept: [Key: Kept] = [:]
    /// Grows when something that was kept, or is on its way, does not hold any more.
    private var epoch = 0
    /// Beyond it all are asked for anew: the source has them.
    private static let most = 1_000
    /// How long an answer vouches for a credential: Harbor takes a bad one for none, and shows what is public.
    private static let proof = TimeAmount.seconds(60)

    init(loop: LoopContext) {
        self.loop = loop
    }

    /// Calls `then` with a credential that has not been refused: at once when it is at hand.
    func get(
        _ account: ActingAccount, on upstream: UpstreamSpec,
        then: @escaping (Result<UpstreamCredential, GatewayError>) -> Void
    ) {
        let key = Key(upstream: upstream, account: account)
        if let known = kept[key], WallClock.milliseconds() / 1_000 < known.credential.goodUntil {
            then(.success(known.credential))
            return
        }
        guard let source = loop.services.registry?.credentials else {
            then(.failure(GatewayError(.internal, detail: "no source of credentials")))
            return
        }
        let epoch = epoch
        Errand.run(on: loop) { () async throws(GatewayError) in
            try await source.credential(for: account, on: upstream)
        } then: { [unowned self] result in
            if case .success(let credential) = result, epoch == self.epoch { keep(credential, key) }
            then(result)
        }
    }

    private func keep(_ credential: UpstreamCredential, _ key: Key) {
        if let known = kept[key], known.credential.serial > credential.serial { return }
        if kept.count >= Self.most { kept.removeAll() }
        kept[key] = Kept(credential: credential)
    }

    /// The upstream answered 401 to it. `then` follows when the source knows.
    func refused(
        _ credential: UpstreamCredential, of account: ActingAccount, on upstream: UpstreamSpec, isRenewed: Bool,
        then: @escaping () -> Void
    ) {
        let key = Key(upstream: upstream, account: account)
        if kept[key]?.credential.serial == credential.serial { kept[key] = nil }
        guard let source = loop.services.registry?.credentials else {
            then()
            return
        }
        Errand.run(on: loop) { () async throws(GatewayError) in
            await source.refused(credential, of: account, on: upstream, isRenewed: isRenewed)
        } then: { _ in
            then()
        }
    }

    /// Whether an answer has shown within the last minute that this credential is taken.
    func isProven(_ credential: UpstreamCredential, of account: ActingAccount, on upstream: UpstreamSpec) -> Bool {
        guard let known = kept[Key(upstream: upstream, account: account)] else { return false }
        return known.credential.serial == credential.serial && .now() < known.provenUntil
    }

    func prove(_ credential: UpstreamCredential, of account: ActingAccount, on upstream: UpstreamSpec) {
        let key = Key(upstream: upstream, account: account)
        guard kept[key]?.credential.serial == credential.serial else { return }
        kept[key]?.provenUntil = .now() + Self.proof
    }

    /// On every upstream.
    func remove(_ account: ActingAccount) {
        epoch += 1
        kept = kept.filter { $0.key.account != account }
    }

    /// Another policy may name other accounts. What runs on under the former one is given its own again by the source.
    func removeAll() {
        epoch += 1
        kept.removeAll()
    }
}

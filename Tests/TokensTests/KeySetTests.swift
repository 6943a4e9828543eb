import Cryptography
import Domain
import Testing

@testable import Tokens

@Suite struct KeySetTests {
    /// The keys of the document, as a reader of JSON finds them.
    private func keys(_ document: [UInt8]) throws -> [[String: JSONValue]] {
        let members = try #require(JSONValue.members(of: document))
        #expect(Array(members.keys) == ["keys"])
        guard case .array(let values)? = members["keys"] else { return [] }
        return values.compactMap { value in
            guard case .object(let members) = value else { return nil }
            return members
        }
    }

    private func keys(_ ring: KeyRing, at now: Int64 = 0) throws -> [[String: JSONValue]] {
        try keys(KeySet.document(ring, at: now))
    }

    private func text(_ key: [String: JSONValue], _ name: String) throws -> String {
        guard case .string(let text)? = key[name] else {
            Issue.record("\(name) is no text")
            return ""
        }
        return text
    }

    private func bytes(_ key: [String: JSONValue], _ name: String) throws -> [UInt8] {
        let text = Array(try self.text(key, name).utf8)
        let bytes = Base64URL.decode(text.span)
        return try #require(bytes)
    }

    @Test("a curve's key has the members of RFC 7518 §6.2.1, and no other", arguments: [Algorithm.es256, .es384])
    func curve(algorithm: Algorithm) throws {
        let signing = try TestKeys.key(algorithm)
        let key = try #require(try keys(KeyRing(signing: signing)).first)
        #expect(Set(key.keys) == ["kty", "crv", "x", "y", "kid", "alg", "use"])
        #expect(key["kty"] == .string("EC"))
        #expect(key["crv"] == .string(algorithm == .es256 ? "P-256" : "P-384"))
        #expect(key["alg"] == .string(algorithm.rawValue))
        #expect(key["use"] == .string("sig"))
        #expect(key["kid"] == .string(signing.id.text))
        let point = [try bytes(key, "x"), try bytes(key, "y")]
        guard case .publicKey(let half) = signing.verificationKey.material else { return }
        switch half.parameters {
        case .p256(let x, let y), .p384(let x, let y): #expect(point == [x, y])
        case .rsa: Issue.record("not a curve")
        }
    }

    @Test("an RSA key has the members of RFC 7518 §6.3.1, and no other", arguments: [Algorithm.rs256, .rs384, .rs512])
    func rsa(algorithm: Algorithm) throws {
        let signing = try TestKeys.key(algorithm)
        let key = try #require(try keys(KeyRing(signing: signing)).first)
        #expect(Set(key.keys) == ["kty", "n", "e", "kid", "alg", "use"])
        #expect(key["kty"] == .string("RSA"))
        #expect(key["alg"] == .string(algorithm.rawValue))
        #expect(key["use"] == .string("sig"))
        #expect(key["kid"] == .string(signing.id.text))
        // 65537, as everybody spells it.
        #expect(key["e"] == .string("AQAB"))
        let modulus = try bytes(key, "n")
        guard case .publicKey(let half) = signing.verificationKey.material else { return }
        #expect(half.parameters == .rsa(modulus: modulus, exponent: [1, 0, 1]))
    }

    @Test(
        "the kid of a new key is the thumbprint that anybody computes from its members (RFC 7638 §3)",
        arguments: [
            (.es256, ["crv", "kty", "x", "y"]), (.es384, ["crv", "kty", "x", "y"]), (.rs256, ["e", "kty", "n"]),
        ] as [(Algorithm, [String])])
    func thumbprint(algorithm: Algorithm, required: [String]) throws {
        let key = try #require(try keys(KeyRing(signing: SigningKey.generate(algorithm))).first)
        let members = try required.map { name in
            let value = try text(key, name)
            return #""\#(name)":"\#(value)""#
        }
        let json = "{" + members.joined(separator: ",") + "}"
        let digest = try SHA256.digest(of: Array(json.utf8))
        #expect(key["kid"] == .string(Base64URL.encode(digest)))
    }

    @Test("secrets, keys of other issuers and private halves are never in it")
    func secrecy() throws {
        let own = try TestKeys.key(.es256)
        let others = try [Algorithm.hs256, .hs384, .hs512].map { try TestKeys.key($0).verificationKey }
        let guests = try [Algorithm.es384, .rs256, .rs384, .rs512].map { try TestKeys.verifying($0, issuer: "f") }
        let document = try KeySet.document(KeyRing(signing: own, verifying: others + guests), at: 0)
        #expect(try keys(document).map { $0["kid"] } == [.string(own.id.text)])
        let text = String(decoding: document, as: UTF8.self)
        for key in others + guests {
            #expect(!text.contains(key.id.text))
            guard case .secret(let secret) = key.material else { continue }
            #expect(!text.contains(Base64URL.encode(secret.bytes)))
        }
    }

    @Test("a gateway that signs with a secret publishes an empty set", arguments: [Algorithm.hs256, .hs384, .hs512])
    func empty(algorithm: Algorithm) throws {
        let document = try KeySet.document(KeyRing(signing: TestKeys.key(algorithm)), at: 0)
        #expect(String(decoding: document, as: UTF8.self) == #"{"keys":[]}"#)
    }

    @Test("a key of its own that only verifies is published, since its tokens are this gateway's")
    func verifyOnly() throws {
        let ring = KeyRing(
            signing: try TestKeys.key(.es256), verifying: [try TestKeys.verifying(.es384, issuer: nil)])
        #expect(try keys(ring).count == 2)
    }

    @Test("a key is in it before it signs and up to the second before its end")
    func time() throws {
        let (old, new) = (try TestKeys.key(.es256), try TestKeys.key(.es384))
        let ring = try #require(
            KeyRing(
                signers: [KeyRing.Signer(old, from: 0), KeyRing.Signer(new, from: 500)],
                verifying: [KeyRing.Verifier(old.verificationKey, until: 600)]))
        #expect(try keys(ring, at: 0).count == 2)
        #expect(try keys(ring, at: 599).count == 2)
        #expect(try keys(ring, at: 600).map { $0["kid"] } == [.string(new.id.text)])
    }

    @Test("the same keys are the same bytes, in whatever order they come")
    func stable() throws {
        let algorithms: [Algorithm] = [.es256, .es384, .rs256, .rs384]
        let signers = try algorithms.map { KeyRing.Signer(try TestKeys.key($0), from: 0) }
        let ring = try #require(KeyRing(signers: signers))
        let document = try KeySet.document(ring, at: 0)
        for order in [[3, 2, 1, 0], [1, 3, 0, 2]] {
            let other = try #require(KeyRing(signers: order.map { signers[$0] }))
            #expect(try KeySet.document(other, at: 99) == document)
        }
        let names = try keys(document).map { try text($0, "kid") }
        #expect(names.count == 4 && names == names.sorted())
    }
}

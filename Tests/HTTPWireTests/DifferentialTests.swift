import Domain
import HTTPWire
import Testing
import WireTranscript

/// Whatever we accept, NIOHTTP1's parser accepts with the same meaning. The reverse is not asked for: we are stricter.
@Suite("Differential")
struct DifferentialTests {
    @Test("requests mean what NIOHTTP1 says", arguments: 0..<4)
    func requests(_ part: UInt64) throws {
        var generator = MessageGenerator(seed: 0x5EED + part)
        var complete = 0
        for _ in 0..<5_000 {
            let bytes = generator.stream(ofRequests: true)
            let ours = WireReading.of(bytes, on: .requests)
            let reference = try ReferenceReading(ofRequests: bytes, ends: false)
            report(difference(ours, reference), bytes)
            complete += ours.messages.count(where: \.isComplete)
        }
        #expect(complete > 2_500, "the generator must make messages that pass")
    }

    @Test("responses mean what NIOHTTP1 says", arguments: 0..<4)
    func responses(_ part: UInt64) throws {
        var generator = MessageGenerator(seed: 0xFEED + part)
        var complete = 0
        for _ in 0..<5_000 {
            let bytes = generator.stream(ofRequests: false)
            let toHead = UInt8(truncatingIfNeeded: generator.bits()) & UInt8(truncatingIfNeeded: generator.bits())
            let ends = generator.bits() & 1 == 0
            let ours = WireReading.of(bytes, on: .responses(toHead: toHead), ends: ends)
            let reference = try ReferenceReading(ofResponses: bytes, toHead: toHead, ends: ends)
            report(difference(ours, reference), bytes)
            complete += ours.messages.count(where: \.isComplete)
        }
        #expect(complete > 2_500, "the generator must make messages that pass")
    }

    private func report(_ difference: String?, _ bytes: [UInt8]) {
        guard let difference else { return }
        Issue.record("\(difference) in \(String(decoding: bytes, as: UTF8.self).debugDescription)")
    }

    /// What differs, or `nil`.
    private func difference(_ ours: WireReading, _ reference: ReferenceReading) -> String? {
        for (index, message) in ours.messages.enumerated() {
            guard index < reference.messages.count else {
                return isKnownRefusal(message) ? nil : "only ours: \(PlainMessage(message)), \(reference.errorText)"
            }
            let plain = PlainMessage(message)
            var other = reference.messages[index]
            if !message.isComplete, ours.fault != nil {
                // It broke inside the body; what was handed out until then is not compared.
                other.payload = []
                other.trailers = []
                other.isComplete = false
            }
            if plain != other { return "\(plain) against \(other), \(reference.errorText)" }
            if endsReference(message) { return nil }
        }
        if ours.ending == .open, reference.messages.count > ours.messages.count {
            return "only NIOHTTP1's: \(reference.messages[ours.messages.count])"
        }
        return nil
    }

    /// What llhttp refuses by design and we leave to the layers above: methods outside its closed list, and targets
    /// whose form `Routing` judges.
    private func isKnownRefusal(_ message: WireMessage) -> Bool {
        guard case .request(let method, _, let target) = message.start else { return false }
        return method == .other || target.first != UInt8(ascii: "/")
    }

    /// Where NIOHTTP1 stops reading and we do not: after CONNECT or an upgrade that was asked for, whose answer the proxy
    /// awaits; and after `Proxy-Connection: close`, which is in no standard (RFC 9112 appendix C.2.2).
    private func endsReference(_ message: WireMessage) -> Bool {
        if case .request(.connect, _, _) = message.start { return true }
        return message.fields.contains { $0.id == .proxyConnection || $0.id == .upgrade && $0.isForThisHop }
    }
}

extension ReferenceReading {
    fileprivate var errorText: String { error.map { "\($0)" } ?? "no error" }
}

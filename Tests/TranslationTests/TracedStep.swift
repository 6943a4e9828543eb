import Domain

@testable import Translation

/// What a translation that is driven by hand asks for next, or ends with.
protocol TracedStep {
    var step: TranslationStep { get }
}

extension TracedStep {
    /// The call being asked for, as `METHOD target`.
    var call: String? {
        guard case .call(let call) = step else { return nil }
        return "\(call.method) \(call.target)"
    }

    var callFields: [String] {
        guard case .call(let call) = step else { return [] }
        return call.fields.map { "\($0.name): \($0.value)" }
    }

    var callBody: String? {
        guard case .call(let call) = step else { return nil }
        return call.body.map { String(decoding: $0, as: UTF8.self) }
    }

    var failure: GatewayError? {
        guard case .fail(let error) = step else { return nil }
        return error
    }
}

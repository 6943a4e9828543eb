import Domain

/// Another translation, whose every call is made a second time when SWR answers that it is busy with the same thing.
struct SWRBusyRetry: Translator {
    private var machine: any Translator
    /// The call at work, unless it is the second already.
    private var repeatable: UpstreamCall?

    init(_ machine: any Translator) {
        self.machine = machine
    }

    mutating func begin() -> TranslationStep { noted(machine.begin()) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        if let call = repeatable, reply.isSWRBusy {
            repeatable = nil
            return .call(call)
        }
        return noted(machine.receive(reply))
    }

    mutating func failed(_ error: GatewayError) -> TranslationStep? { machine.failed(error) }

    mutating func recover(_ error: GatewayError) -> TranslationStep? {
        machine.recover(error).map { noted($0) }
    }

    mutating func kept(_ error: GatewayError?) -> TranslationStep { noted(machine.kept(error)) }

    private mutating func noted(_ step: TranslationStep) -> TranslationStep {
        if case .call(let call) = step { repeatable = call } else { repeatable = nil }
        return step
    }
}

import Domain

extension TranslationStep {
    /// The end of a change of which there is nothing to tell.
    static var done: TranslationStep {
        do throws(GatewayError) {
            return .answer(try TranslationAnswer(success: DoneEnvelope()))
        } catch {
            return .fail(error)
        }
    }
}

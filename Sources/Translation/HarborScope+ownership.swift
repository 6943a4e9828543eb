import Domain

extension HarborScope {
    func holds(_ place: ProjectPlace) -> Bool {
        switch place {
        case .name(let name): holds(name.value)
        case .number(let number): numbers.contains(number)
        }
    }

    /// For what is there and of others: the gateway's own decision, whatever Harbor would allow.
    static func refusal(field: String) -> GatewayError {
        GatewayError(.targetRefused, message: "\(field): not a project of your namespace")
    }
}

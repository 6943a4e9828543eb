import Domain

extension HarborScope {
    func holds(_ place: ProjectPlace) -> Bool {
        switch place {
        case .name(let name): holds(name.value)
        case .number(let number): numbers.contains(number)
        }
    }

    /// Whether a project is the namespace's as Harbor describes it now, made since the scope was known or not. One that
    /// was made for the namespace has to have the name that it was made with: Harbor changes none, so another name
    /// under this number is of another Harbor.
    func owns(_ project: HarborProject) -> Bool {
        if let maker = project.owner, maker.utf8.elementsEqual(owner.utf8) { return true }
        return granted[project.id].map { $0.utf8.elementsEqual(project.name.utf8) } ?? false
    }

    /// For what is there and of others: the gateway's own decision, whatever Harbor would allow.
    static func refusal(field: String) -> GatewayError {
        GatewayError(.targetRefused, message: "\(field): not a project of your namespace")
    }
}

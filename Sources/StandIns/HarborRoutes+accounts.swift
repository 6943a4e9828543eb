import Domain

extension HarborRoutes {
    /// Only administrators make accounts: nobody registers himself.
    func createUser(
        _ request: StandInRequest, _ target: HarborTarget, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "userReq")
        let name = try body.text("username") ?? ""
        let password = try body.text("password") ?? ""
        let email = try body.text("email") ?? ""
        let realName = try body.text("realname") ?? ""
        let comment = try body.text("comment") ?? ""
        if name.unicodeScalars.count > 255 {
            throw .validation("validation failure list:\nusername in body should be at most 255 chars long")
        }
        try requireAdministrator()
        try HarborAccountRules.check(password: password)
        try HarborAccountRules.check(name: name)
        try HarborAccountRules.check(email: email, realName: realName, comment: comment)
        let id = registry.nextNumber(.accounts)
        let isTaken = registry.accounts.contains { $0.name == name || $0.email == email }
        guard !isTaken, !HarborAccountRules.reserved.contains(name) else {
            throw .conflict("user \(name) or email \(email) already exists")
        }
        registry.accounts.append(
            HarborAccount(
                id: id, name: name, password: Secret(password), email: email, realName: realName, comment: comment,
                created: .now))
        return .created("\(target.path)/\(id)")
    }

    /// Everything that the body leaves out is emptied, so all of it has to be there.
    func updateUser(
        _ id: Int, _ request: StandInRequest, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "profile")
        let email = try body.text("email") ?? ""
        let realName = try body.text("realname") ?? ""
        let comment = try body.text("comment") ?? ""
        let account = try own(id)
        try HarborAccountRules.check(email: email, realName: realName, comment: comment)
        guard !registry.accounts.contains(where: { $0.id != id && $0.email == email }) else {
            throw .conflict("user \(account.name) or email \(email) already exists")
        }
        registry.change(id) {
            $0.email = email
            $0.realName = realName
            $0.comment = comment
        }
        return .empty
    }

    /// One's own only with the old one; administrators need none for others. Sessions go on.
    func changePassword(
        of id: Int, _ request: StandInRequest, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "password")
        let old = try body.text("old_password") ?? ""
        let new = try body.text("new_password") ?? ""
        let account = try own(id)
        guard caller?.id != id || account.password.reveal() == old else {
            throw .forbidden("Current password is incorrect")
        }
        try HarborAccountRules.check(password: new)
        guard account.password.reveal() != new else {
            throw .badRequest("New password is identical to old password")
        }
        registry.change(id) { $0.password = Secret(new) }
        return .empty
    }

    /// Not oneself, and not the first administrator.
    func deleteUser(_ id: Int, in registry: inout HarborRegistry) throws(HarborFault) -> HarborPayload {
        try requireAdministrator()
        guard id != 1, id != caller?.id else { throw .forbidden("User with ID \(id) cannot be deleted") }
        registry.delete(try own(id))
        return .empty
    }

    func changeRank(
        of id: Int, _ request: StandInRequest, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let isAdministrator = try HarborBody(request, "sysadmin_flag").flag("sysadmin_flag") ?? false
        try requireAdministrator()
        _ = try own(id)
        registry.change(id) { $0.isAdministrator = isAdministrator }
        return .empty
    }

    /// For users of another identity provider, which are none here.
    func changeSecret(of id: Int, _ request: StandInRequest) throws(HarborFault) -> HarborPayload {
        _ = try HarborBody(request, "secret").text("secret")
        _ = try own(id)
        throw .precondition("the auth mode is not oidc_auth")
    }
}

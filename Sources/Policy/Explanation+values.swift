import Domain

extension AccessRule {
    private static func text(_ part: String, _ holds: Bool, _ value: String) -> String {
        "\(part): \(holds) (\(value.isEmpty ? "none" : value))"
    }

    /// What it looks at of who is calling.
    func comparisons(_ principal: Principal, role: String) -> [String] {
        var out: [String] = []
        if roles != .max { out.append(Self.text("roles", RoleTable.bit(of: principal.role) & roles != 0, role)) }
        if !users.isEmpty { out.append(Self.text("users", users.contains(principal.name), principal.name)) }
        if !namespaces.isEmpty {
            out.append(Self.text("namespaces", namespaces.contains(principal.namespace), principal.namespace))
        }
        return out
    }

    /// What it looks at of place and time.
    func comparisons(_ circumstances: Circumstances) -> [String] {
        var out: [String] = []
        let (now, address) = (circumstances.now, circumstances.address)
        if !addresses.isEmpty {
            let isInside = address.map { address in addresses.contains { $0.contains(address) } } ?? false
            out.append(Self.text("addresses", isInside, address?.description ?? ""))
        }
        let time = TestCaller.text(ofMoment: now)
        if let hours { out.append(Self.text("hours", hours.contains(now), time)) }
        if from != .min { out.append(Self.text("from", now >= from, time)) }
        if until != .max { out.append(Self.text("until", now < until, time)) }
        return out
    }
}

extension TestCaller {
    /// A Unix second as `as` of a test has it: `2026-05-01T10:00:00Z`.
    package static func text(ofMoment seconds: Int64) -> String {
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        let second = seconds % 86_400
        let clock = [second / 3_600, second / 60 % 60, second % 60].map(two).joined(separator: ":")
        return "\(CalendarDate.text(seconds))T\(clock)Z"
    }
}

extension HeaderEdits.Edit {
    /// `request sets X-App: web`, and so on. Policies hold no secrets here.
    func texts(_ direction: String) -> [String] {
        let names = Set(set.map(\.name))
        return set.map { "\(direction) sets \(String(decoding: $0.bytes.dropLast(2), as: UTF8.self))" }
            + removed.filter { !names.contains($0) }
            .map { "\(direction) drops \(String(decoding: $0, as: UTF8.self))" }
    }
}

extension BodyValue: CustomStringConvertible {
    /// As JSON has it.
    package var description: String {
        switch self {
        case .absent: "(absent)"
        case .null: "null"
        case .text(let text): text.debugDescription
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .list(let values): "[\(values.map(\.description).joined(separator: ", "))]"
        }
    }
}

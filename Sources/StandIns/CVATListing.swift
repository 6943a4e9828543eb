/// What a list of CVAT does with `search`, `filter`, single columns, `sort`, `page` and `page_size`.
struct CVATListing {
    private let target: CVATTarget
    private let filter: CVATFilter?
    private let wanted: [(column: CVATColumn, value: CVATValue)]

    private static let standardPage = 10

    init(_ target: CVATTarget) throws(CVATFault) {
        self.target = target
        if let text = target.value("filter"), !text.isEmpty {
            filter = try CVATFilter(text)
        } else {
            filter = nil
        }
        var wanted: [(column: CVATColumn, value: CVATValue)] = []
        for column in CVATColumn.allCases where column != .id {
            if let text = target.value(column.rawValue) { wanted.append((column, try column.literal(text))) }
        }
        self.wanted = wanted
    }

    /// One page, with the addresses of its neighbours.
    /// - Parameter address: `http://host:port` that the request was sent to.
    func document(
        of accounts: [CVATAccount], address: String, describe: (CVATAccount) -> JSONDocument
    ) throws(CVATFault) -> JSONDocument {
        let found = sorted(accounts.filter(isWanted))
        let size = pageSize
        let last = max(1, found.count / size + (found.count.isMultiple(of: size) ? 0 : 1))
        let text = target.value("page") ?? "1"
        guard let page = text == "last" ? last : Int(text), (1...last).contains(page) else {
            throw CVATFault.detail(404, "Invalid page.")
        }
        let rows = found.dropFirst((page - 1) * size).prefix(size)
        let previous = page == 2 ? nil : page - 1
        return [
            "count": .number(found.count),
            "next": page < last ? .text(address + target.address(page: page + 1)) : .null,
            "previous": page > 1 ? .text(address + target.address(page: previous)) : .null,
            "results": .list(rows.map(describe)),
        ]
    }

    /// A size that is none, or below 1, is the standard one; there is no largest.
    private var pageSize: Int {
        let text = target.value("page_size") ?? ""
        if text == "all" { return .max }
        guard let size = Int(text), size > 0 else { return Self.standardPage }
        return size
    }

    private func isWanted(_ account: CVATAccount) -> Bool {
        wanted.allSatisfy { $0.column.value(of: account) == $0.value } && filter?.accepts(account) ?? true
            && isFound(account)
    }

    /// Every word of the search is in one name or another, in any letter case.
    private func isFound(_ account: CVATAccount) -> Bool {
        let names = [account.username, account.firstName, account.lastName].map { $0.lowercased() }
        let words = (target.value("search") ?? "").lowercased().split { $0.isWhitespace || $0 == "," }
        return words.allSatisfy { word in names.contains { $0.contains(word) } }
    }

    /// By the known columns of `sort`, or newest first.
    private func sorted(_ accounts: [CVATAccount]) -> [CVATAccount] {
        var keys: [(column: CVATColumn, isDescending: Bool)] = []
        for term in (target.value("sort") ?? "").split(separator: ",") {
            let name = term.hasPrefix("-") ? term.dropFirst() : term
            if let column = CVATColumn(rawValue: String(name)) { keys.append((column, term.hasPrefix("-"))) }
        }
        keys.append((.id, true))
        return accounts.sorted { one, other in
            for (column, isDescending) in keys {
                let (left, right) = (column.value(of: one), column.value(of: other))
                if left != right { return isDescending ? right < left : left < right }
            }
            return false
        }
    }
}

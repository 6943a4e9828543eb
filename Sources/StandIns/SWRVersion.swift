/// A version of SWR's management API, by the first segment of its paths.
enum SWRVersion: String, CaseIterable {
    case two = "v2"
    case three = "v3"

    /// When it was released. SWR's reference has that of the second; the third came later.
    var updated: String {
        switch self {
        case .two: "2020-07-09T00:00:00Z"
        case .three: "2023-07-09T00:00:00Z"
        }
    }
}

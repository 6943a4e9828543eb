import Domain

/// The calls of CVAT itself.
extension TranslationName {
    func translator(
        _ request: TranslationRequest, _ cvat: CVATContext
    ) throws(GatewayError) -> any Translator {
        switch self {
        case .cvatUserSelf: try CVATUserSelf(request, cvat)
        case .cvatUserList: try CVATUserList(request, cvat)
        case .cvatUserRead: try CVATUserRead(request, cvat)
        case .cvatUserUpdate: try CVATUserUpdate(request, cvat)
        case .cvatUserDelete: try CVATUserDelete(request, cvat)
        default: throw GatewayError(.backendUnsupported)
        }
    }
}

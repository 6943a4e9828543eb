import Domain

/// The calls that Huawei SWR has, or has the parts of.
extension TranslationName {
    func translator(_ request: TranslationRequest, _ swr: SWRContext) throws(GatewayError) -> any Translator {
        SWRBusyRetry(try swrTranslator(request, swr))
    }

    private func swrTranslator(_ request: TranslationRequest, _ swr: SWRContext) throws(GatewayError) -> any Translator
    {
        let (query, body, type) = (request.query, request.body, request.contentType)
        return switch self {
        case .projectList: try SWRProjectList(query: query, swr: swr)
        case .projectCreate: try SWRProjectCreate(body: body, contentType: type)
        case .projectDelete: try SWRProjectDelete(query: query, body: body, contentType: type, swr: swr)
        case .imageList: try SWRImageList(query: query, swr: swr)
        case .imageDelete: try ItemDeletion.images(query: query, body: body, contentType: type, swr: swr)
        case .imageTagList: try SWRImageTagList(query: query, swr: swr)
        case .imageTagDelete: try ItemDeletion.imageTags(query: query, body: body, contentType: type, swr: swr)
        case .memberList: try MemberList(request, swr: swr)
        case .memberCreate: try MemberCreate(request, swr: swr)
        case .memberRead: try MemberChange(request, .none, swr: swr)
        case .memberUpdate:
            try MemberChange(
                request, .role(try MemberForm(body: body, contentType: type).role), swr: swr)
        case .memberDelete: try MemberChange(request, .removal, swr: swr)
        case .organizationCreate: try SWROrganization.creation(request)
        case .organizationDelete: try SWROrganization.deletion(request, swr)
        case .metadataList, .permissionList, .cvatUserSelf, .cvatUserList, .cvatUserRead, .cvatUserUpdate,
            .cvatUserDelete:
            throw GatewayError(.backendUnsupported)
        }
    }
}

/// An error answer of SWR or of the gateway in front of it.
struct SWRFault: Error, Equatable {
    let status: Int
    let code: String
    let message: String

    /// Whether it never came to SWR. Such answers have a shape of their own.
    var isOfGateway: Bool { code.hasPrefix("APIGW.") }

    func document(_ shape: SWRErrorShape, request id: String) -> JSONDocument {
        if isOfGateway {
            return ["error_code": .text(code), "error_msg": .text(message), "request_id": .text(id)]
        }
        return switch shape {
        case .list: [["detail": "", "errorCode": .text(code), "errorMessage": .text(message)]]
        case .nested: ["errors": [["errorCode": .text(code), "errorMessage": .text(message)]]]
        case .flat: ["errorCode": .text(code), "errorMsg": .text(message)]
        }
    }

    private init(gateway status: Int, _ code: String, _ message: String) {
        self.status = status
        self.code = "APIGW.\(code)"
        self.message = message
    }

    /// The first three digits of SWR's codes are the status.
    private init(_ code: Int, _ message: String) {
        status = code / 10_000
        self.code = "SVCSTG.SWR.\(code)"
        self.message = message
    }

    static let noOperation = SWRFault(
        gateway: 404, "0101", "The API does not exist or has not been published in the environment")
    static let tokenEnded = SWRFault(
        4_010_000, "Authentication failed. The possible cause is that the token has expired.")

    static func unauthenticated(_ reason: String) -> SWRFault {
        SWRFault(gateway: 401, "0301", "Incorrect IAM authentication information: \(reason)")
    }

    static func invalidParameter(_ message: String) -> SWRFault {
        SWRFault(4_001_025, "Invalid parameters: \(message)")
    }
    static func mandatory(_ name: String) -> SWRFault {
        SWRFault(4_001_014, "Mandatory parameters must be set: \(name)")
    }
    static func invalidBody(_ message: String) -> SWRFault { SWRFault(4_000_014, "Invalid API parameters: \(message)") }
    static let internalError = SWRFault(5_000_046, "Internal server error: Create failed.")
    static let invalidContentType = SWRFault(4_001_018, "Invalid request body type.")
    static let invalidFilter = SWRFault(4_001_035, "Invalid filtering criteria.")
    static let invalidPageSize = SWRFault(4_000_056, "Invalid page size.")
    static let invalidPublicity = SWRFault(4_001_009, "is_public must be set to true or false.")
    static let invalidNamespaceName = SWRFault(4_001_028, "Invalid organization name.")
    static let invalidImageName = SWRFault(4_001_029, "Invalid image name.")
    static let invalidTag = SWRFault(4_009_021, "Invalid image tag.")
    static let invalidNamespaceLevel = SWRFault(4_001_065, "Invalid organization permissions.")
    static let invalidImageLevel = SWRFault(4_001_066, "Invalid permissions.")
    static let invalidDomain = SWRFault(4_001_041, "Invalid domain.")
    static let invalidID = SWRFault(4_009_013, "Invalid ID.")
    static let invalidUser = SWRFault(4_001_067, "Invalid username.")
    static let tooManyNamespaces = SWRFault(4_000_097, "The maximum number of organizations has been exceeded.")
    static let descriptionTooLong = SWRFault(4_131_012, "The description exceeds the maximum length allowed.")

    static let namespaceForbidden = SWRFault(
        4_037_017, "You do not have permission to modify or manage any organization.")
    static let imageForbidden = SWRFault(4_037_018, "You do not have permission to modify or manage any images.")
    static let foreign = SWRFault(4_039_001, "You cannot operate the resources that do not belong to you.")
    static let forbidden = SWRFault(4_039_002, "You do not have the permission to perform this operation.")

    static let namespaceMissing = SWRFault(4_040_058, "The organization was not found.")
    static let imageMissing = SWRFault(4_040_010, "The image was not found.")
    static let tagMissing = SWRFault(4_040_115, "The image tag was not found.")
    static let namespaceGrantMissing = SWRFault(4_040_078, "The organization permission was not found.")
    static let imageGrantMissing = SWRFault(4_040_091, "The permission was not found.")

    static let namespaceNotEmpty = SWRFault(
        4_060_074, "The organization cannot be deleted because there are images in it.")
    static let imageNotEmpty = SWRFault(
        4_060_012, "Failed to delete the image repository because there are images in it.")

    static let namespaceExists = SWRFault(4_090_060, "The organization already exists.")
    static let imageExists = SWRFault(4_090_006, "The image already exists.")
    static let namespaceGrantExists = SWRFault(4_090_076, "The organization permission already exists.")
    static let imageGrantExists = SWRFault(4_090_089, "The permission already exists.")

    /// The reference has the status for retention, triggers and synchronization, and no code: zeros, not one made up.
    static func missing(_ what: String) -> SWRFault { SWRFault(4_040_000, "The \(what) was not found.") }
    /// As `missing`.
    static func exists(_ what: String) -> SWRFault { SWRFault(4_090_000, "The \(what) already exists.") }
    /// A bound of this stand-in, so that nobody fills its memory.
    static func tooMany(_ what: String) -> SWRFault { invalidParameter("too many \(what)") }
}

/// How SWR's own errors look. Clients have to be ready for all of them.
package enum SWRErrorShape: Sendable, CaseIterable {
    /// `[{"errorCode":"…","errorMessage":"…","detail":""}]`, which is what SWR's reference says.
    case list
    /// `{"errors":[{"errorCode":"…","errorMessage":"…"}]}`
    case nested
    /// `{"errorCode":"…","errorMsg":"…"}`
    case flat
}

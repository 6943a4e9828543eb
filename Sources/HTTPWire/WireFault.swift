package import Domain

/// What is wrong with a message's bytes. One case a rule, so that a test, a log line and a reader see which; the
/// client is told the `code`.
package enum WireFault: String, Error, Sendable, CaseIterable {
    case requestLine, method, target, version, statusLine
    case bareLineFeed, fieldName, fieldValue, foldedField
    case requestLineTooLong, fieldsTooLarge, tooManyFields
    case hostMissing, hostRepeated, hostInvalid
    case contentLength, contentLengthRepeated, lengthAndCoding
    case codingRepeated, codingUnknown, codingOnOldVersion
    case expectation, connectionNominatesFraming
    case chunkSize, chunkExtension, chunkEnd, chunkLineTooLong
    case trailers
    case bodyCutShort

    /// The request side's answer; on the response side every fault is `upstreamMalformed`.
    package var code: GatewayError.Code {
        switch self {
        case .requestLineTooLong: .requestLineTooLong
        case .fieldsTooLarge, .tooManyFields: .fieldsTooLarge
        case .version: .versionUnsupported
        case .codingUnknown: .codingUnsupported
        case .expectation: .expectationUnknown
        case .target: .malformedTarget
        case .chunkSize, .chunkExtension, .chunkEnd, .chunkLineTooLong, .trailers, .bodyCutShort: .malformedBody
        default: .malformedRequest
        }
    }
}

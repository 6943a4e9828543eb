/// What a translation to CVAT has to know beyond the request.
package struct CVATContext: Sendable {
    /// `http://host:port` of CVAT, without a slash at its end: how its answers begin absolute links.
    package let origin: String
    /// The same of the gateway, as clients reach it.
    package let externalURL: String

    package init(origin: String, externalURL: String) {
        self.origin = origin
        self.externalURL = externalURL
    }
}

import Cryptography
import Foundation

extension SWRRoutes {
    /// A login for docker that is good for some hours, made of a key of its own. Its password is what Huawei's recipe
    /// makes of an access key: the HMAC-SHA256 of the access key under the secret key, in hexadecimal digits.
    func createLogin() throws(SWRFault) -> SWRPayload {
        if let project = target.value("projectname"), project != registry.region {
            throw .invalidParameter("projectname")
        }
        guard let access = try? Randomness.bytes(10), let secret = try? Randomness.bytes(20) else {
            throw .internalError
        }
        let key = IAMSignature.hex(access).uppercased()
        guard
            let code = try? MessageCode.make(
                for: Array(key.utf8), key: Array(IAMSignature.hex(secret).utf8))
        else { throw .internalError }
        let user = "\(registry.region)@\(key)"
        let password = IAMSignature.hex(code)
        let authorization = Data("\(user):\(password)".utf8).base64EncodedString()
        return SWRPayload(
            fields: [
                ("X-Swr-Dockerlogin", "docker login -u \(user) -p \(password) \(registry.host)"),
                ("X-Swr-Expireat", now.advanced(seconds: Self.loginLifetime).text),
            ],
            document: ["auths": .object([registry.host: ["auth": .text(authorization)]])])
    }

    /// In seconds.
    static let loginLifetime: Int64 = 6 * 3_600
}

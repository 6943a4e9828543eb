/// `{"token":"…","code":200,"message":"success"}`.
struct TokenEnvelope: Encodable {
    let token: String
    let code = 200
    let message = "success"
}

/// `{"code":200,"message":"success"}`: done, and nothing to tell.
struct DoneEnvelope: Encodable {
    let code = 200
    let message = "success"
}

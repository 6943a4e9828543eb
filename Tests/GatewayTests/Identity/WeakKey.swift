/// RSA of 1,024 bits, which the project neither makes nor takes: made with `openssl genpkey` for this test alone.
enum WeakKey {
    static let privatePEM = Array(
        """
        -----BEGIN PRIVATE KEY-----
        MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBAMgQIL/h5ejuR4yW
        j0TsM46gVIAYVNAS0EgfFgqINBe3OdU18hH1mIsF62MLQA9ltUeMHa3WE4LVg7LP
        Mzr0eY3sgDuw4TZ+Qlm14MNwVEvt/IcPFo0LQPs1hNOguSmOtSMtyRYs2NMVWFZL
        +9vIF/+rOM3jc5o9d46fjC+6gEd1AgMBAAECgYBNFHmptD1Ca1vBvNhiM6cBkqA7
        4iP7LuR0hRWW5Tc80+lCTlB/vuIQ3iz8sf7yb7tSX5envE00IVNmdxJD6qFR8C+9
        +RGgfNY+vIvQ3aho8Vf4DrWK5rI5jR2eKy624m2xfzEG89WH46vFus/rZscU4CfC
        7JvrSwxX6Pk+s5DzmQJBAPM3k4JqX4lqfMIhK28YRG89+X7MZQTOESutCtZSznDN
        Oc1H+pkumLpnSrCUpBms81kDnf18DbknRCouMuItFpMCQQDSk+ymRCF9pXAdwdm6
        iP7cB9dI5cm70TiZX6D1QcZuvs95Vq+xd7Ms0HdF8DAhkVCU/pcBFuDR24EsYLAW
        ZabXAkEA8UHy184OwK/Z23OtswDeeX5/a7Dyj+adD7cR5fG0CB77NE8vHR4kr9rg
        MvLvKOzvYx/8a0LQFhcGPdUf8k2JcwJAeJkJFeu89nVx8UjcxgzBUQgYjoIzd6IJ
        9SSkTPGfkDstHUO9GTkBX3AAbwhwuDi92qa3moMcvHMm1mCFWD5dPwJAExdvqApP
        CBs/wanUfUydR4wn8zNVCcCGk/Z0iZ4gPn2b6ge9EbulyeFQDhrW7hWy1gLm1iwU
        3bB9illqWS8Dgw==
        -----END PRIVATE KEY-----

        """.utf8)

    /// Its other half.
    static let publicPEM = Array(
        """
        -----BEGIN PUBLIC KEY-----
        MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDIECC/4eXo7keMlo9E7DOOoFSA
        GFTQEtBIHxYKiDQXtznVNfIR9ZiLBetjC0APZbVHjB2t1hOC1YOyzzM69HmN7IA7
        sOE2fkJZteDDcFRL7fyHDxaNC0D7NYTToLkpjrUjLckWLNjTFVhWS/vbyBf/qzjN
        43OaPXeOn4wvuoBHdQIDAQAB
        -----END PUBLIC KEY-----

        """.utf8)
}

/// Numbers for users of whom SWR has a text only.
package enum SWRMemberNumber {
    /// FNV-1a of 32 bits, folded to 31, and 1 instead of 0 (http://www.isthe.com/chongo/tech/comp/fnv/#xor-fold). The
    /// same user has the same one everywhere and for ever. Two users of one organization may share one, in a case out of
    /// two thousand millions; then neither can be changed by it.
    package static func of(userID: String) -> Int64 {
        var hash: UInt32 = 2_166_136_261
        for byte in userID.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return max(1, Int64((hash >> 31) ^ (hash & 0x7FFF_FFFF)))
    }
}

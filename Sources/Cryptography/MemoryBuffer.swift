internal import COpenSSL

/// Sole owner of an OpenSSL memory BIO, freed once when its scope ends.
struct MemoryBuffer: ~Copyable {
    let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        BIO_free(pointer)
    }

    /// A buffer to write into, or one that holds a copy of `bytes`. Of the "secure" kind, which wipes its memory when
    /// freed, since private keys pass through. A static function, since a throwing initializer and a `deinit` do not
    /// go together on a type that cannot be copied.
    static func make(reading bytes: [UInt8] = []) throws(CryptographyError) -> MemoryBuffer {
        guard let pointer = BIO_new(BIO_s_secmem()) else { throw .operationFailed("BIO_new") }
        let buffer = MemoryBuffer(owning: pointer)
        guard bytes.isEmpty || BIO_write(pointer, bytes, Int32(bytes.count)) == Int32(bytes.count) else {
            throw .operationFailed("BIO_write")
        }
        return buffer
    }

    /// What was written and not read yet; the buffer is empty afterwards.
    func contents() throws(CryptographyError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: BIO_ctrl_pending(pointer))
        guard BIO_read(pointer, &bytes, Int32(bytes.count)) == Int32(bytes.count) else {
            throw .operationFailed("BIO_read")
        }
        return bytes
    }
}

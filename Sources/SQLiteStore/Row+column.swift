internal import Cryptography
internal import Foundation
internal import GRDB
internal import Store

/// GRDB's own typed access stops the process on a value of another type, which a damaged file may hold. This one throws
/// `corrupt`, naming the column.
extension Row {
    func column<Value: DatabaseValueConvertible>(_ name: String, of table: String) throws(StoreError) -> Value {
        guard let value: Value = try optional(name, of: table) else { throw .corrupt("\(table).\(name)") }
        return value
    }

    /// `nil` for NULL.
    func optional<Value: DatabaseValueConvertible>(_ name: String, of table: String) throws(StoreError) -> Value? {
        let stored: DatabaseValue? = self[name]
        guard let stored else { throw .corrupt("\(table).\(name)") }
        if stored.isNull { return nil }
        guard let value = Value.fromDatabaseValue(stored) else { throw .corrupt("\(table).\(name)") }
        return value
    }

    /// The box of two columns; `nil` when there is none.
    func sealedBox(_ bytes: String, _ key: String, of table: String) throws(StoreError) -> SealedBox? {
        let contents: Data? = try optional(bytes, of: table)
        let name: String? = try optional(key, of: table)
        guard let contents, let name else {
            guard contents == nil, name == nil else { throw .corrupt("\(table).\(bytes)") }
            return nil
        }
        return SealedBox(keyID: name, bytes: Array(contents))
    }
}

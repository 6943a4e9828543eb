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
}

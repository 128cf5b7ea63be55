internal import Facts
package import LayerModel

/// The fact tables of measured stores, open to questions.
package struct AuditFacts: Sendable {
  private let tables: FactTables
  /// As they were given, with what there was no room for.
  package private(set) var stores: [StoreReport]

  /// Why a statement was refused or failed.
  package struct Refusal: Error, Sendable {
    package let message: String
  }

  package init(
    of stores: [StoreReport], level: AuditLevel, now: Int64
  ) throws(AuditFailure) {
    do {
      tables = try FactTables()
      self.stores = stores
      for (index, store) in stores.enumerated() {
        self.stores[index].measurements.problems += try tables.insert(
          store.record, store.measurements, level: level, now: now)
      }
    } catch {
      throw .internalError("\(error)")
    }
  }

  /// The columns and rows of one statement that only reads.
  package func query(
    _ sql: String
  ) throws(Refusal) -> (columns: [String], rows: [[FactValue]]) {
    do {
      let result = try tables.query(sql)
      return (result.columns, result.rows)
    } catch {
      throw Refusal(message: error.message)
    }
  }
}

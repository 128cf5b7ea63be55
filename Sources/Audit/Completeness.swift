internal import LayerModel

/// Whether a store was read as far as the level asks.
enum Completeness {
  static func isComplete(_ store: StoreReport) -> Bool {
    store.measurements.left == 0
      && (store.record.problems + store.measurements.problems).allSatisfy {
        !$0.problem.leavesUnknown
      }
  }
}

internal import LayerModel

/// Whether a store was read as far as the level asks.
///
/// A file that is missing or malformed was looked at, and is a finding; one that could not be
/// read, or was not entered, leaves something unknown.
enum Completeness {
  static func isComplete(_ store: StoreReport) -> Bool {
    (store.record.problems + store.measurements.problems).allSatisfy { attributed in
      switch attributed.problem {
      case .missing, .malformed, .wrongKind: true
      case .unreadable, .tooLarge, .changedWhileReading, .notEntered: false
      }
    }
  }
}

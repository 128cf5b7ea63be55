package import LayerModel

extension StoreReport {
  /// Whether the store was read as far as was asked.
  package var isComplete: Bool { Completeness.isComplete(self) }
}

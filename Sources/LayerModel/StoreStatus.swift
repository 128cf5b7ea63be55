/// What is remembered of one store.
package struct StoreStatus: Hashable, Sendable {
  package var location: StoreLocation
  /// Its last runs, oldest first; never empty.
  package var runs: [TrendPoint]
  /// Layers that the last run saw, and how many of them some run found to be as recorded.
  package var layers = 0
  package var layersVerified = 0
  /// How many were damaged when they were last read.
  package var layersDamaged = 0
  /// How many no run has read whole.
  package var layersNeverRead = 0
  /// When the one was read that was not read for longest; `nil` when none ever was.
  package var oldestReadAt: Timestamp?

  package init(location: StoreLocation, runs: [TrendPoint]) {
    self.location = location
    self.runs = runs
  }
}

internal import LayerModel
internal import Scanner

extension StoreMeasurements {
  /// What was measured before, except where `later` has something newer or the thing is gone.
  func updated(by later: StoreMeasurements, of record: StoreRecord) -> Self {
    var result = self
    let present = Set(record.layers.map(\.id))
    result.layers = layers.filter { present.contains($0.key) }
      .merging(later.layers) { _, new in new }
    let blobPaths = Set(record.blobs.map(\.path))
    result.blobs = blobs.filter { blobPaths.contains($0.key) }
      .merging(later.blobs) { _, new in new }
    let left = Set(record.leftovers.map(\.path))
    result.leftovers = leftovers.filter { left.contains($0.key) }
      .merging(later.leftovers) { _, new in new }
    let repeated = Set(later.problems)
    let leftoversAgain = PathSet(later.leftovers.keys)
    result.problems =
      problems.filter { problem in
        guard let layer = problem.layer else {
          let path = problem.problem.path
          let isOfGoneBlob = blobs[path] != nil && !blobPaths.contains(path)
          return !isOfGoneBlob && !repeated.contains(problem) && later.blobs[path] == nil
            && leftoversAgain.member(around: path) == nil
        }
        return present.contains(layer) && later.layers[layer] == nil
      } + later.problems
    result.bytesRead.add(later.bytesRead)
    let compared = Dictionary(uniqueKeysWithValues: baselineLayers.map { ($0.id, $0) })
    result.baselineLayers = later.baselineLayers.map { layer in
      // What was not looked at again is as it was found to be.
      layer.state == .notRead && later.layers[layer.id] == nil ? compared[layer.id] ?? layer : layer
    }
    return result
  }

  /// Says of those of the layers and blobs whose content was called damaged that it was not read.
  mutating func leaveDamage(
    in accused: Set<LayerID>, _ paths: Set<BytePath>, of record: StoreRecord
  ) {
    let reason = "one reading alone found it damaged"
    for layer in record.layers
    where accused.contains(layer.id) && layers[layer.id]?.verification == .damaged {
      layers[layer.id] = LayerMeasurement(unread: reason)
      problems.append(
        AttributedProblem(
          .changedWhileReading(layer.contentPath), layer: layer.id))
    }
    for path in paths where blobs[path]?.verification == .damaged {
      blobs[path] = BlobMeasurement(unread: reason)
      problems.append(AttributedProblem(.changedWhileReading(path)))
    }
  }
}

internal import LayerModel

/// What readers of all formats do alike: they add to the record what they find.
protocol StoreReading: ~Copyable {
  var record: StoreRecord { get set }
}

extension StoreReading where Self: ~Copyable {
  mutating func report(_ problem: ReadProblem?, layer: LayerID? = nil) {
    problem.map { record.problems.append(AttributedProblem($0, layer: layer)) }
  }

  mutating func note(
    _ kind: String, _ path: BytePath, layer: LayerID? = nil, image: ImageID? = nil,
    container: ContainerID? = nil, expected: String? = nil, actual: String? = nil,
    bytes: ByteCount? = nil
  ) {
    var oddity = Oddity(
      kind, path: path, layer: layer, container: container, image: image, expected: expected,
      actual: actual)
    oddity.bytes = bytes
    record.oddities.append(oddity)
  }

  mutating func search(_ name: String, _ path: BytePath, owners: Int?) {
    record.searchedRoots.append(SearchedRoot(name: name, path: path, owners: owners))
  }
}

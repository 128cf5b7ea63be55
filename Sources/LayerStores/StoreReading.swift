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

  /// Without a directory to work in a container's layer cannot be mounted to be written to.
  mutating func noteWork(of layer: LayerID, _ path: BytePath, _ kind: FileKind?) {
    guard kind != .directory else { return }
    note(
      "container-work-missing", path, layer: layer, expected: "a directory",
      actual: kind?.words ?? "nothing")
  }

  mutating func search(_ name: String, _ path: BytePath, owners: Int?) {
    record.searchedRoots.append(SearchedRoot(name: name, path: path, owners: owners))
  }
}

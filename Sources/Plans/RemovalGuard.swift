internal import LayerModel

/// What the daemon must not be asked to remove, as it would delete something else with it.
///
/// Docker joins `cache-id` to the driver's directory and deletes what is there, whatever it is.
/// Source: moby v28.5.2 `layer/layer_store.go`, `deleteLayer`; the driver's `Remove`.
struct RemovalGuard {
  /// Why nothing at all may be removed; `nil` when something may.
  let storeReason: String?
  private let record: StoreRecord
  private let untrusted: [LayerID: String]
  /// Layers that go together with an untrusted one, and the untrusted ones by them.
  private let together: [LayerID: Set<LayerID>]
  private let isCacheUntrusted: Bool
  /// Layers that the build cache holds, by themselves or by one on them.
  private let cached: Set<LayerID>

  init(_ record: StoreRecord, _ impact: LayerImpact) {
    self.record = record
    storeReason = Self.whyNothing(record)
    var untrusted: [LayerID: String] = [:]
    for claim in record.layers where claim.role == .image {
      if let reason = Self.whyUntrusted(claim) { untrusted[claim.id] = reason }
    }
    for oddity in record.oddities where oddity.kind == "mount-id-duplicate" {
      if let layer = oddity.layer { untrusted[layer] = "another container writes to it as well" }
    }
    self.untrusted = untrusted
    var together: [LayerID: Set<LayerID>] = [:]
    func add(_ layers: [LayerID]) {
      let bad = layers.filter { untrusted[$0] != nil }
      guard !bad.isEmpty else { return }
      for layer in layers { together[layer, default: []].formUnion(bad) }
    }
    for image in record.images { add(image.layers + image.copies) }
    let images = Dictionary(
      record.images.map { ($0.id, $0.layers) }, uniquingKeysWith: { first, _ in first })
    for container in record.containers {
      add(container.layers + (container.image.flatMap { images[$0] } ?? []))
    }
    for layer in untrusted.keys { together[layer, default: []].insert(layer) }
    self.together = together
    cached = impact.ancestors(of: Set(record.layers.filter(\.isHeldByBuildCache).map(\.id)))
    isCacheUntrusted = cached.contains { untrusted[$0] != nil }
  }

  /// Whether the store has layers whose own directory is not known, so that any may be theirs.
  var hasUntrusted: Bool { !untrusted.isEmpty }

  /// Whether the build cache has one of the layers and may be dropped.
  func mustDropBuildCache(for layers: Set<LayerID>) -> Bool {
    !layers.isDisjoint(with: cached) && !isCacheUntrusted
  }

  /// The layers with which removal would delete something else, when `layer` is to be removed with
  /// all that is built on it; empty when it may be.
  func obstacles(to layer: LayerID) -> Set<LayerID> {
    let obstacles = together[layer, default: []]
    guard isCacheUntrusted, cached.contains(layer) else { return obstacles }
    return obstacles.union(untrusted.keys)
  }

  func reason(_ layer: LayerID) -> String { untrusted[layer] ?? "" }

  private static func whyUntrusted(_ claim: LayerClaim) -> String? {
    switch claim.cacheIDState {
    case nil, "ok": nil
    case "traversal": "its cache-id leads out of the store, and removing it deletes what is there"
    case "duplicate": "its cache-id is another layer's, and removing it deletes that one's files"
    case "malformed": "its cache-id is no directory's name, and removing it deletes what has it"
    default: "nothing says which directory it has"
    }
  }

  /// A layer that is not counted as used goes with whatever else has it.
  ///
  /// Source: moby v28.5.2 `layer/layer_store.go`, `loadLayer`, `loadMount`, `releaseLayer`.
  private static func whyNothing(_ record: StoreRecord) -> String? {
    let lost = record.documents.first {
      ["driver-home", "image-tree"].contains($0.kind) && $0.state != "ok"
    }
    if let lost { return "\(lost.path) is \(lost.state)" }
    let uncounted = "so that the daemon does not count it as a user of what it lies on"
    let layer = record.layers.first {
      $0.role == .image && $0.cacheIDState != nil && $0.isNamedByImage
        && $0.imageParent != $0.parent
    }
    if let layer { return "layer \(layer.id.short) has not the parent of its image, \(uncounted)" }
    let container = record.containers.first { container in
      container.mountParentState.map(["missing", "differs"].contains) == true
    }
    return container.map { "container \($0.title) has not the parent of its image, \(uncounted)" }
  }
}

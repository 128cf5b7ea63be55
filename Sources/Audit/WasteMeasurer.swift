internal import FileAccess
package import LayerModel
package import Scanner

/// Tells what of the images of a store is wasted.
package struct WasteMeasurer: Sendable {
  private let scanner: Scanner
  private let progress: ScanProgress
  /// Entries of layers that are kept at once; an image with more is not looked into.
  private let limit: Int
  /// Whether files are read to find those that are there twice, and layers that are only packed.
  private let comparesContents: Bool

  /// Keeps memory below 64 MiB.
  package static let defaultLimit = 500_000

  package init(
    workers: Int, comparesContents: Bool, progress: ScanProgress, limit: Int = Self.defaultLimit
  ) {
    self.comparesContents = comparesContents
    scanner = Scanner(workers: workers)
    self.progress = progress
    self.limit = limit
  }

  /// The store with the waste of each of its images, for which its layers are walked once more.
  package func measured(_ store: StoreReport) -> StoreReport {
    var store = store
    let claims = Dictionary(
      store.record.layers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    // Images that share a base come one after the other, so that it is walked once.
    let chains = Set(store.record.images.map(\.layers)).sorted {
      $0.reversed().lexicographicallyPrecedes($1.reversed())
    }
    var kept: [LayerID: LayerOutline] = [:]
    for image in store.record.images where !image.isComplete {
      if let top = image.layers.first {
        store.measurements.waste[top] = ImageWaste(unknown: "its chain is broken")
      }
    }
    let complete = Set(store.record.images.filter(\.isComplete).map(\.layers))
    for chain in chains where complete.contains(chain) {
      guard let top = chain.first else { continue }
      if let reason = obstacle(chain, claims, store.measurements) {
        store.measurements.waste[top] = ImageWaste(unknown: reason)
        continue
      }
      if Set(chain).count == 1 {
        var waste = ImageWaste()
        if comparesContents { waste.duplicated = 0 }
        store.measurements.waste[top] = waste
        continue
      }
      guard take(chain, of: store, into: &kept) else {
        store.measurements.waste[top] = ImageWaste(unknown: tooMany)
        continue
      }
      let layers = chain.compactMap { id in kept[id].map { (id, $0) } }
      store.measurements.waste[top] =
        layers.count == chain.count
        ? waste(of: layers, in: store.record)
        : ImageWaste(unknown: "a layer could not be wholly read")
    }
    return store
  }

  private func waste(
    of layers: [(id: LayerID, outline: LayerOutline)], in record: StoreRecord
  ) -> ImageWaste {
    let image = ImageLayers(layers)
    guard comparesContents else { return image.waste() }
    let places = image.candidates
    let contents = scanner.contents(of: record, at: places, progress: progress)
    guard contents.count == places.count else {
      return ImageWaste(unknown: "a layer could not be wholly read")
    }
    return image.waste(contents: contents)
  }

  /// Why nothing can be told of an image.
  private func obstacle(
    _ chain: [LayerID], _ claims: [LayerID: LayerClaim], _ measurements: StoreMeasurements
  ) -> String? {
    let packed = chain.filter { claims[$0]?.content == nil }
    guard packed.allSatisfy({ claims[$0]?.blobState == "present" }) else {
      return "a layer is neither unpacked nor kept packed"
    }
    guard packed.isEmpty || comparesContents else {
      return "a layer is packed, and contents were not read"
    }
    return entries(of: chain, measurements) <= limit ? nil : tooMany
  }

  private var tooMany: String { "its layers have more than \(limit) entries" }

  private func entries(of chain: [LayerID], _ measurements: StoreMeasurements) -> Int {
    chain.reduce(0) { sum, layer in
      guard let totals = measurements.layers[layer]?.totals else { return sum }
      return sum + totals.files + totals.directories + totals.symlinks + totals.whiteouts
        + totals.specials
    }
  }

  /// Outlines the layers of a chain, and forgets others where there is no room for them.
  ///
  /// - Returns: `false` when layers that are only packed turned out to have too many entries.
  private func take(
    _ chain: [LayerID], of store: StoreReport, into kept: inout [LayerID: LayerOutline]
  ) -> Bool {
    let missing = Set(chain.filter { kept[$0] == nil })
    guard !missing.isEmpty else { return true }
    // How much is packed is known once it was read.
    let isPacked = store.record.layers.contains { missing.contains($0.id) && $0.content == nil }
    let due = entries(of: Array(missing), store.measurements)
    if due + Self.count(kept) > limit || isPacked { kept = kept.filter { chain.contains($0.key) } }
    let (outlines, hadRoom) = scanner.outlines(
      of: store.record, layers: missing, limit: max(0, limit - Self.count(kept) - due),
      progress: progress)
    kept.merge(outlines, uniquingKeysWith: { _, new in new })
    // One blob may be several layers, each of which takes room for what it hides.
    return hadRoom && chain.reduce(0) { $0 + (kept[$1]?.count ?? 0) } <= limit
  }

  private static func count(_ kept: [LayerID: LayerOutline]) -> Int {
    kept.values.reduce(0) { $0 + $1.count }
  }
}

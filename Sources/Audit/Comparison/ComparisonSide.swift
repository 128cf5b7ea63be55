package import LayerModel
package import Scanner

/// One side of a comparison: images that a file tells of, or stores that are here.
package struct ComparisonSide: Sendable {
  /// For people.
  package let name: String
  package let images: [ImageProfile]
  /// Where their files can be listed; empty for a file, which has its lists with it.
  package let stores: [StoreReport]
  /// Whether everything of it was read.
  package let isComplete: Bool

  package init(name: String, images: [ImageProfile], isComplete: Bool) {
    (self.name, self.images, self.isComplete) = (name, images, isComplete)
    stores = []
  }

  package init(name: String, stores: [StoreReport]) {
    (self.name, self.stores) = (name, stores)
    images = stores.flatMap(\.profiles)
    isComplete = stores.allSatisfy(\.isComplete)
  }

  /// Measures the stores at `places` as deep as sizes need.
  package init(
    name: String, places: StorePlaces, workers: Int, progress: ScanProgress
  ) throws(AuditFailure) {
    let scanner = Scanner(workers: workers)
    self.init(
      name: name,
      stores: try Stores.read(at: places, stop: progress.stopFlag).map { record in
        StoreReport(
          record: record,
          measurements: scanner.scan(
            record, level: record.levelOfSizes, progress: progress),
          ledger: Ledger())
      })
  }

  /// The images with the files of all their layers, as far as they can be listed.
  package func listed(by lister: FileLister) -> [ImageProfile] {
    guard !stores.isEmpty else { return images }
    return stores.map(lister.listed).flatMap(\.profiles)
  }

  /// The regular files of one of its layers; `nil` when they cannot be listed.
  func files(
    of layer: LayerProfile, in image: ImageProfile, lister: FileLister
  ) -> [SizedFile]? {
    guard let store = stores.first(where: { $0.record.location.id == image.store }) else {
      return layer.listing
    }
    return lister.files(of: [layer.id], in: store)[layer.id]
  }
}

extension StoreRecord {
  /// What a layer that is only packed holds is known once it was read.
  package var levelOfSizes: AuditLevel {
    layers.contains { $0.role == .image && $0.content == nil && $0.blob != nil }
      ? .content : .sizes
  }
}

extension SizeComparison {
  /// Compares two sides; files are listed only for layers that differ.
  package init(
    of before: ComparisonSide, with after: ComparisonSide, lister: FileLister
  ) {
    self.init(
      base: before.name, before: before.images, after: after.images,
      listBefore: { before.files(of: $1, in: $0, lister: lister) },
      listAfter: { after.files(of: $1, in: $0, lister: lister) })
    isWhole = before.isComplete && after.isComplete
  }
}

/// Lists the files of layers on disk.
package struct FileLister: Sendable {
  private let scanner: Scanner
  private let progress: ScanProgress

  package init(workers: Int, progress: ScanProgress) {
    scanner = Scanner(workers: workers)
    self.progress = progress
  }

  /// Whether somebody ended it.
  var isStopped: Bool { progress.isStopped }

  /// The regular files of each layer that was wholly walked, or whose blob was read to its end.
  func files(of layers: Set<LayerID>, in store: StoreReport) -> [LayerID: [SizedFile]] {
    let packed = store.record.layers.filter { layers.contains($0.id) && $0.content == nil }
    let blobs = Set(packed.compactMap(\.blob))
    let walked = layers.subtracting(packed.map(\.id))
    let files = walked.isEmpty ? [:] : self.files(of: walked, blobs: [], in: store, .sizes)
    guard !blobs.isEmpty else { return files }
    return files.merging(
      self.files(of: layers.subtracting(walked), blobs: blobs, in: store, .content),
      uniquingKeysWith: { first, _ in first })
  }

  private func files(
    of layers: Set<LayerID>, blobs: Set<BytePath>, in store: StoreReport, _ level: AuditLevel
  ) -> [LayerID: [SizedFile]] {
    let found = scanner.scan(
      store.record, level: level, within: .init(layers: layers, leftovers: [], blobs: blobs),
      listing: true, progress: progress)
    let unread = Set(found.problems.filter(\.problem.leavesUnknown).compactMap(\.layer))
    return found.layers.filter { layers.contains($0.key) && !unread.contains($0.key) }
      .compactMapValues(\.listing)
  }

  /// The store with the files of all its image layers.
  func listed(_ store: StoreReport) -> StoreReport {
    let layers = Set(store.record.layers.filter { $0.role == .image }.map(\.id))
    let files = files(of: layers, in: store)
    var store = store
    for (layer, listing) in files { store.measurements.layers[layer]?.listing = listing }
    return store
  }
}

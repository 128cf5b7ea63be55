import LayerModel

/// The images that have something in common, by the layers and blobs that both have.
///
/// What is kept and told grows with the layers of images, and not with the pairs of images.
struct ImagePartners {
  /// How many are told of one image.
  static let limit = 100

  /// A layer or a blob that several images have.
  private struct Thing {
    var size: ByteCount
    /// Images by their places.
    var owners: [Int]
  }

  /// What the fewest images have is first, of that what is largest.
  private var things: [Thing] = []
  /// Those of each image by their places, in the same order.
  private var parts: [[Int]] = []
  private var sets: [Set<Int>] = []
  private var places: [ImageID: Int] = [:]
  private var ids: [ImageID] = []
  private var texts: [String] = []

  init(_ store: StoreReport, _ index: LayerIndex) {
    for layer in Self.layers(of: store.record.images) {
      add(index.images[layer] ?? [], store.measurements.allocated(layer) ?? 0)
    }
    for blob in store.record.blobs where blob.state == "present" {
      add(blob.images, blob.sizeOnDisk ?? 0)
    }
    things = things.enumerated().sorted { one, other in
      (one.element.owners.count, other.element.size, one.offset)
        < (other.element.owners.count, one.element.size, other.offset)
    }.map(\.element)
    parts = ids.map { _ in [] }
    for (place, thing) in things.enumerated() {
      for owner in thing.owners { parts[owner].append(place) }
    }
    sets = parts.map { Set($0) }
  }

  /// Those that have most in common with the image first, and whether there are more than are told.
  ///
  /// Where there are more, those are told that have what the fewest have: in chains of layers these
  /// are those that have most in common.
  func partners(of image: ImageID) -> (images: [ImageID], areMore: Bool) {
    guard let place = places[image] else { return ([], false) }
    let (found, areMore) = candidates(of: place)
    let told = found.map { (id: $0, common: common(place, $0)) }.sorted {
      ($1.common, texts[$0.id]) < ($0.common, texts[$1.id])
    }
    return (told.map { ids[$0.id] }, areMore)
  }

  /// Each once, in the order of the record, so that every run tells the same.
  private static func layers(of images: [ImageClaim]) -> [LayerID] {
    var seen: Set<LayerID> = []
    return images.flatMap { ($0.layers + $0.copies).filter { seen.insert($0).inserted } }
  }

  private mutating func add(_ images: [ImageID], _ size: ByteCount) {
    guard images.count > 1 else { return }
    things.append(Thing(size: size, owners: images.map { place(of: $0) }))
  }

  private mutating func place(of image: ImageID) -> Int {
    if let place = places[image] { return place }
    places[image] = ids.count
    ids.append(image)
    texts.append(image.description)
    return ids.count - 1
  }

  private func candidates(of image: Int) -> (Set<Int>, areMore: Bool) {
    var found: Set<Int> = []
    for thing in parts[image] {
      for owner in things[thing].owners where owner != image && !found.contains(owner) {
        guard found.count < Self.limit else { return (found, true) }
        found.insert(owner)
      }
    }
    return (found, false)
  }

  /// Looks at the parts of the one that has fewer.
  private func common(_ one: Int, _ other: Int) -> ByteCount {
    let isFewer = parts[one].count < parts[other].count
    let (few, many) = isFewer ? (parts[one], sets[other]) : (parts[other], sets[one])
    return few.reduce(into: 0) { if many.contains($1) { $0.add(things[$1].size) } }
  }
}

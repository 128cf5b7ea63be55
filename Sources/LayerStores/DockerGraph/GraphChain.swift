internal import LayerModel

/// How the layers of a store follow from one another.
///
/// Every walk is a loop that ends: chains of a damaged store can be cycles.
struct GraphChain {
  /// The parent of each layer whose parent is in the store.
  private(set) var parents: [LayerID: LayerID] = [:]
  private(set) var states: [LayerID: String] = [:]
  /// Ancestors to the root, for layers whose chain the daemon can follow.
  private(set) var depths: [LayerID: Int] = [:]

  /// Docker refuses to go beyond 127; what is longer is cut here.
  static let maximumLength = 1_024

  init(_ images: [LayerID: GraphImage]) {
    let ids = images.keys.sorted()
    for id in ids {
      guard let image = images[id], image.isParentKnown || image.hasParentFile else { continue }
      link(id, image, images, ids)
    }
    for id in ParentCycles.layers(in: parents) { states[id] = "cycle" }
    for id in ids where states[id] == "present" {
      guard let parent = parents[id], isBroken(images[parent], below: images[id]) else { continue }
      states[id] = "unloadable"
    }
    measureDepths(ids, images)
  }

  /// The ancestors, nearest first, and whether they reach a base layer; no more than `limit` of them.
  func ancestors(
    of id: LayerID, upTo limit: Int = maximumLength
  ) -> (layers: [LayerID], reachesRoot: Bool) {
    let layers = ParentWalk.ancestors(of: id, in: parents, upTo: limit)
    return (layers, states[layers.last ?? id] == "root")
  }

  private mutating func link(
    _ id: LayerID, _ image: GraphImage, _ images: [LayerID: GraphImage], _ ids: [LayerID]
  ) {
    guard let text = image.parentText else {
      states[id] = "root"
      return
    }
    let parent = LayerID(text)
    if parent == id {
      states[id] = "self"
    } else if parent.isHex64 {
      states[id] = images[parent] == nil ? "missing" : "present"
      if images[parent] != nil { parents[id] = parent }
    } else if let match = Self.uniqueMatch(of: text, in: ids) {
      states[id] = "prefix"
      parents[id] = match
    } else {
      states[id] = "malformed"
    }
  }

  /// The one id that begins with `text`, as Docker's truncated index finds it.
  ///
  /// Source: docker 1.7.1 `pkg/truncindex/truncindex.go`, `Get`.
  static func uniqueMatch(of text: String, in sorted: [LayerID]) -> LayerID? {
    let prefix = Array(text.utf8)
    guard !prefix.isEmpty else { return nil }
    var low = 0
    var high = sorted.count
    while low < high {
      let middle = (low + high) / 2
      if sorted[middle].name.bytes.lexicographicallyPrecedes(prefix) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    let matches = sorted[low...].prefix(2).filter { $0.name.bytes.starts(with: prefix) }
    return matches.count == 1 ? matches.first : nil
  }

  /// A layer of another driver is not expected to load with this one, nor is its parent.
  private func isBroken(_ parent: GraphImage?, below child: GraphImage?) -> Bool {
    guard child?.claim.contentState != "other-driver" else { return false }
    return parent?.claim.loadable == false || parent?.claim.contentState == "other-driver"
  }

  private mutating func measureDepths(_ ids: [LayerID], _ images: [LayerID: GraphImage]) {
    var done: Set<LayerID> = []
    for start in ids {
      var path: [LayerID] = []
      var current: LayerID? = start
      while let layer = current, done.insert(layer).inserted {
        path.append(layer)
        current = parents[layer]
      }
      for layer in path.reversed() {
        switch states[layer] {
        case "root": depths[layer] = 0
        case "present", "prefix":
          guard let parent = parents[layer], let depth = depths[parent] else { continue }
          depths[layer] = depth + 1
        default: continue
        }
      }
    }
  }
}

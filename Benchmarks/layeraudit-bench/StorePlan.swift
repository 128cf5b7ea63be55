/// What a store shall hold, before any format decides how it is laid out.
struct StorePlan: Sendable {
  let layers: [LayerPlan]
  /// The indexes of the top layers, by image name.
  let images: [(name: String, top: Int)]

  /// Two images: the second branches off the first one's base.
  ///
  /// Each ends in a layer without files, as `CMD` makes. The base is four times as heavy as the rest.
  init(bytes: Int, files: Int, layers count: Int, seed: UInt64) {
    var random = SeededRandom(seed: seed)
    let firstTop = count * 3 / 5
    let branch = firstTop / 6
    let empty: Set = [firstTop, count - 1]
    let weights = (0..<count).map { index -> Double in
      empty.contains(index) ? 0 : index == 0 ? 4 : 0.4 + random.unit() * 1.2
    }
    let total = weights.reduce(0, +)
    layers = (0..<count).map { index in
      LayerPlan(
        id: random.hex(64),
        parent: index == 0 ? nil : index == firstTop + 1 ? branch : index - 1,
        bytes: Int(Double(bytes) * weights[index] / total),
        files: Int(Double(files) * weights[index] / total),
        seed: random.next())
    }
    images = [("bench/first", firstTop), ("bench/second", count - 1)]
  }

  /// So many pairs of images, which share nothing but the layout; the other numbers are those of a pair.
  init(pairs: Int, bytes: Int, files: Int, layers count: Int, seed: UInt64) {
    let plans = (0..<pairs).map {
      StorePlan(bytes: bytes, files: files, layers: count, seed: seed &+ UInt64($0))
    }
    layers = plans.enumerated().flatMap { pair, plan in
      plan.layers.map { layer in
        LayerPlan(
          id: layer.id, parent: layer.parent.map { pair * count + $0 }, bytes: layer.bytes,
          files: layer.files, seed: layer.seed)
      }
    }
    images = plans.enumerated().flatMap { pair, plan in
      plan.images.map { (name: "\($0.name)-\(pair)", top: pair * count + $0.top) }
    }
  }

  /// The ancestors of a layer, nearest first.
  func ancestors(of index: Int) -> [Int] {
    Array(sequence(first: index) { layers[$0].parent }.dropFirst())
  }
}

struct LayerPlan: Sendable {
  /// 64 hexadecimal digits.
  let id: String
  /// An index into the plan's layers; `nil` for the base.
  let parent: Int?
  let bytes: Int
  /// 0 for a layer that changes only the configuration.
  let files: Int
  let seed: UInt64
}

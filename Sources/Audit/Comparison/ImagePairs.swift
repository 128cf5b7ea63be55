internal import LayerModel

/// Which image of one place is which of the other.
///
/// By full name first, then by name without tag and digest where that leaves no choice; one image
/// alone on each side is a pair whatever the names. Platforms must agree where both are known.
struct ImagePairs {
  private(set) var pairs: [(before: ImageProfile, after: ImageProfile)] = []
  private(set) var gone: [ImageProfile]
  private(set) var new: [ImageProfile]

  init(before: [ImageProfile], after: [ImageProfile]) {
    gone = before
    new = after
    pair(by: \.names)
    pair(by: \.repositories)
    if let old = before.first, let only = after.first, before.count == 1, after.count == 1,
      pairs.isEmpty
    {
      take(old, only)
    }
  }

  private mutating func pair(by names: (ImageProfile) -> [String]) {
    let before = Self.index(gone, by: names)
    let after = Self.index(new, by: names)
    for (name, images) in after.sorted(by: { $0.key < $1.key }) {
      for image in images {
        let old = (before[name] ?? []).filter { Self.platformsAgree($0, image) }
        guard let other = old.first, old.count == 1,
          images.count(where: { Self.platformsAgree($0, other) }) == 1,
          gone.contains(other), new.contains(image)
        else { continue }
        take(other, image)
      }
    }
  }

  private mutating func take(_ before: ImageProfile, _ after: ImageProfile) {
    pairs.append((before, after))
    gone.removeAll { $0 == before }
    new.removeAll { $0 == after }
  }

  private static func index(
    _ images: [ImageProfile], by names: (ImageProfile) -> [String]
  ) -> [String: [ImageProfile]] {
    var index: [String: [ImageProfile]] = [:]
    for image in images {
      for name in names(image) { index[name, default: []].append(image) }
    }
    return index
  }

  private static func platformsAgree(_ left: ImageProfile, _ right: ImageProfile) -> Bool {
    left.platform == nil || right.platform == nil || left.platform == right.platform
  }
}

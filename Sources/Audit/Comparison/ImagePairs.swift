internal import LayerModel

/// Which image of one place is which of the other.
///
/// By full name first, then by name without tag and digest where that leaves no choice; one image
/// alone on each side is a pair whatever the names. Platforms must agree where both are known.
struct ImagePairs {
  private let before: [ImageProfile]
  private let after: [ImageProfile]
  /// The place before of each image that has a partner, by its place after.
  private var partners: [Int: Int] = [:]
  private var taken: Set<Int> = []

  var pairs: [(before: ImageProfile, after: ImageProfile)] {
    partners.map { (before[$0.value], after[$0.key]) }
  }
  var gone: [ImageProfile] {
    before.indices.filter { !taken.contains($0) }.map { before[$0] }
  }
  var new: [ImageProfile] {
    after.indices.filter { partners[$0] == nil }.map { after[$0] }
  }

  init(before: [ImageProfile], after: [ImageProfile]) {
    (self.before, self.after) = (before, after)
    pair(by: \.names)
    pair(by: \.repositories)
    if before.count == 1, after.count == 1, partners.isEmpty, platformsAgree(0, 0) { take(0, 0) }
  }

  private mutating func pair(by names: (ImageProfile) -> [String]) {
    let free = before.indices.filter { !taken.contains($0) }
    let old = index(free, names: { names(before[$0]) })
    let new = index(
      after.indices.filter { partners[$0] == nil }, names: { names(after[$0]) })
    for (name, images) in new.sorted(by: { $0.key < $1.key }) {
      for image in images where partners[image] == nil {
        let others = (old[name] ?? []).filter { platformsAgree($0, image) }
        guard let other = others.first, others.count == 1, !taken.contains(other),
          images.count(where: { platformsAgree(other, $0) }) == 1
        else { continue }
        take(other, image)
      }
    }
  }

  private mutating func take(_ old: Int, _ new: Int) {
    partners[new] = old
    taken.insert(old)
  }

  private func index(_ images: [Int], names: (Int) -> [String]) -> [String: [Int]] {
    var index: [String: [Int]] = [:]
    for image in images {
      for name in Set(names(image)) { index[name, default: []].append(image) }
    }
    return index
  }

  private func platformsAgree(_ old: Int, _ new: Int) -> Bool {
    guard let left = before[old].platform, let right = after[new].platform else { return true }
    return left == right
  }
}

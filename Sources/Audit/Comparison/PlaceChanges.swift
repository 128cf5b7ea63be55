internal import LayerModel

/// The files and directories that make two lists of files differ.
///
/// A directory is left out when one entry in it accounts for all of its change: that says more.
struct PlaceChanges {
  private static let limit = 50

  /// By how much they changed, the most first.
  let largest: [PlaceChange]
  let leftOut: Int

  init(before: [SizedFile], after: [SizedFile]) {
    var sizes: [BytePath: SizeChange] = [:]
    for file in before {
      sizes[file.path, default: SizeChange(before: nil, after: nil)].before = file.bytes
    }
    for file in after {
      sizes[file.path, default: SizeChange(before: nil, after: nil)].after = file.bytes
    }
    let changed = sizes.filter { $0.value.before != $0.value.after }
    let places =
      changed.map { PlaceChange(.file, $0.key, $0.value) } + Self.directories(sizes, of: changed)
    let sorted = places.sorted { left, right in
      let (first, second) = (left.size.growth.value.magnitude, right.size.growth.value.magnitude)
      guard first == second else { return first > second }
      return (left.path, left.kind.rawValue) < (right.path, right.kind.rawValue)
    }
    largest = Array(sorted.prefix(Self.limit))
    leftOut = sorted.count - largest.count
  }

  /// Directories whose change is the sum of several entries' changes.
  private static func directories(
    _ sizes: [BytePath: SizeChange], of changed: [BytePath: SizeChange]
  ) -> [PlaceChange] {
    var totals: [BytePath: SizeChange] = [:]
    for path in changed.keys {
      for folder in path.folders { totals[folder] = SizeChange(before: nil, after: nil) }
    }
    for (path, size) in sizes {
      for folder in path.folders {
        guard var total = totals[folder] else { continue }
        if let before = size.before { total.before = (total.before ?? 0).adding(before) }
        if let after = size.after { total.after = (total.after ?? 0).adding(after) }
        totals[folder] = total
      }
    }
    let growths = changed.mapValues(\.growth).merging(
      totals.mapValues(\.growth), uniquingKeysWith: { first, _ in first })
    var explained: Set<BytePath> = []
    for (path, growth) in growths where !path.isEmpty && growths[path.parent] == growth {
      explained.insert(path.parent)
    }
    return totals.filter { !$0.key.isEmpty && !explained.contains($0.key) && $0.value.growth != 0 }
      .map { PlaceChange(.directory, $0.key, $0.value) }
  }
}

extension BytePath {
  /// The directories above, nearest first, the root left out; no more than people read in a path.
  fileprivate var folders: [BytePath] {
    var folders: [BytePath] = []
    var folder = parent
    while !folder.isEmpty, folder.bytes != [UInt8(ascii: "/")], folders.count < 64 {
      folders.append(folder)
      folder = folder.parent
    }
    return folders
  }
}

internal import Hashing
internal import LayerModel

/// Where an entry of a tar belongs in the layer's tree.
struct TarPlace {
  /// Clean, relative to the layer's root; empty for the root itself.
  let path: BytePath
  let hash: UInt64
  /// Whether `..` leads out of the root: Docker unpacks it inside and looks for it outside.
  let escapes: Bool
  /// Where the last component begins.
  private let nameStart: Int

  var name: ArraySlice<UInt8> { path.bytes[nameStart...] }

  fileprivate init(path: BytePath, hash: UInt64, escapes: Bool, nameStart: Int) {
    self.path = path
    self.hash = hash
    self.escapes = escapes
    self.nameStart = nameStart
  }

  /// The entry `name` of the same directory.
  func sibling(_ name: ArraySlice<UInt8>, in directory: UInt64) -> TarPlace {
    TarPlace(
      path: BytePath(path.bytes[..<nameStart] + name),
      hash: NameHash.child(of: directory, name: name), escapes: escapes, nameStart: nameStart)
  }
}

/// Finds the places of a tar's names, which mostly lie in the directory of the name before.
struct TarPlaces {
  private var directory: [UInt8] = []
  /// The hashes of the directories that lead to the last place, from the root to its own.
  private(set) var ancestors = [NameHash.root]

  var parent: UInt64 { ancestors[ancestors.count - 1] }

  /// Makes a name lexically clean, as Docker does.
  ///
  /// Source: moby `pkg/archive/diff.go`, `UnpackLayer`; tar-split `tar/storage/getter.go`.
  mutating func place(of name: BytePath) -> TarPlace {
    let (bytes, escapes) = Self.cleaned(name.bytes)
    let slash = bytes.lastIndex(of: Self.slash)
    let nameStart = slash.map { $0 + 1 } ?? 0
    let directory = bytes[..<(slash ?? 0)]
    if directory != self.directory[...] {
      self.directory = Array(directory)
      ancestors.removeSubrange(1...)
      for component in directory.split(separator: Self.slash) {
        ancestors.append(NameHash.child(of: parent, name: component))
      }
    }
    let hash = bytes.isEmpty ? NameHash.root : NameHash.child(of: parent, name: bytes[nameStart...])
    return TarPlace(path: BytePath(bytes), hash: hash, escapes: escapes, nameStart: nameStart)
  }

  private static let slash = UInt8(ascii: "/")
  private static let dot = UInt8(ascii: ".")

  private static func cleaned(_ name: [UInt8]) -> (bytes: [UInt8], escapes: Bool) {
    var name = name
    while name.last == slash { name.removeLast() }
    guard !isClean(name) else { return (name, false) }
    var kept: [ArraySlice<UInt8>] = []
    var escapes = false
    for component in name.split(separator: slash) where !component.elementsEqual([dot]) {
      if !component.elementsEqual([dot, dot]) {
        kept.append(component)
      } else if kept.popLast() == nil {
        escapes = true
      }
    }
    return (Array(kept.joined(separator: [slash])), escapes)
  }

  /// Whether there is no empty component, no `.` and no `..`.
  private static func isClean(_ name: [UInt8]) -> Bool {
    var length = 0
    var dots = 0
    for byte in name {
      if byte == slash {
        guard length > 0, length != dots || dots > 2 else { return false }
        length = 0
        dots = 0
      } else {
        length += 1
        if byte == dot { dots += 1 }
      }
    }
    return name.isEmpty || (length > 0 && (length != dots || dots > 2))
  }
}

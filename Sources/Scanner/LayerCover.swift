internal import LayerModel

/// What the layers so far, from the top one down, hide of those that come.
struct LayerCover {
  /// What is at a path, by the lowest layer so far that has something there.
  private var taken: [UInt64: WastedFile.Kind] = [:]
  /// Paths below which everything is hidden.
  private var cut: Set<UInt64> = []

  mutating func add(_ outline: LayerOutline) {
    // Of a name that is hidden and there again in one layer, what is there counts.
    for entry in outline.entries where entry.kind == .whiteout {
      taken[entry.place] = .deleted
      cut.insert(entry.place)
    }
    for entry in outline.entries {
      switch entry.kind {
      case .whiteout: continue
      case .opaque: cut.insert(entry.place)
      case .directory: taken[entry.place] = .replaced
      case .file, .other:
        taken[entry.place] = .replaced
        cut.insert(entry.place)
      }
    }
  }

  /// The files of a layer that are hidden, by their places.
  func hidden(in outline: LayerOutline) -> [UInt64: WastedFile.Kind] {
    guard !taken.isEmpty || !cut.isEmpty else { return [:] }
    var folders: [UInt64: UInt64] = [:]
    for entry in outline.entries where entry.kind == .directory {
      folders[entry.place] = entry.folder
    }
    var known: [UInt64: Bool] = [:]
    var hidden: [UInt64: WastedFile.Kind] = [:]
    for entry in outline.entries where entry.kind == .file {
      if isCut(entry.folder, folders, &known) {
        hidden[entry.place] = taken[entry.place] ?? .deleted
      } else if let kind = taken[entry.place] {
        hidden[entry.place] = kind
      }
    }
    return hidden
  }

  /// Whether a directory, or one that it is in, is hidden.
  private func isCut(
    _ folder: UInt64, _ folders: [UInt64: UInt64], _ known: inout [UInt64: Bool]
  ) -> Bool {
    var way: [UInt64] = []
    var next: UInt64? = folder
    var answer = false
    while let place = next {
      if let found = known[place] {
        answer = found
        break
      }
      way.append(place)
      if cut.contains(place) {
        answer = true
        break
      }
      next = folders[place]
    }
    for place in way { known[place] = answer }
    return answer
  }
}

internal import Archives
internal import Hashing
internal import LayerModel

/// What the tar of a layer has and hides of its own, as the walk over it unpacked would tell.
///
/// Of entries of one name the last one counts.
struct TarOutline {
  /// Contents of these are hashed, and nothing else is told; empty for an outline.
  private let compared: Set<UInt64>
  private let room: SharedRoom
  /// What is there, by place; directories that only lead to a name among them.
  private var there: [UInt64: LayerOutline.Entry] = [:]
  private var outline = LayerOutline()
  /// Whether there was room for all of it.
  private(set) var isWhole = true
  private var contents: [UInt64: Digest] = [:]
  private var current: (place: UInt64, hash: SHA256Hash)?

  init(comparing compared: Set<UInt64>, room: SharedRoom) {
    self.compared = compared
    self.room = room
  }

  /// Takes the next entry; `folders` lead to it from the root, `target` is where the one lies that a
  /// hard link is to.
  mutating func take(
    _ header: TarHeader, at place: TarPlace, in folders: [UInt64], linkedTo target: UInt64?
  ) {
    guard let folder = folders.last, !place.path.isEmpty, header.kind != .unknown else { return }
    guard compared.isEmpty else { return begin(header, at: place) }
    // So is what lies below it.
    let top = BytePath(place.path.bytes.prefix { $0 != UInt8(ascii: "/") })
    if case .bookkeeping = Whiteout(name: top, isInRoot: true) { return }
    for (inner, outer) in zip(folders.dropFirst(), folders) where there[inner] == nil {
      set(.init(.directory, at: inner, in: outer))
    }
    let name = place.path.lastComponent
    switch Whiteout(name: name, isInRoot: folders.count == 1) {
    case .opaque: return mark(.init(.opaque, at: folder, in: folder))
    case .hidesName:
      let hidden = NameHash.child(of: folder, name: name.bytes.dropFirst(Whiteout.prefix.count))
      return mark(.init(.whiteout, at: hidden, in: folder))
    case .bookkeeping, .none: break
    }
    guard header.kind == .regular, !header.isHardLink else {
      set(.init(header.kind == .directory ? .directory : .other, at: place.hash, in: folder))
      // Its bytes have another name now.
      if let target, let linked = there[target] {
        there[target] = .init(.other, at: target, in: linked.folder)
      }
      return
    }
    let bytes = header.sparse?.realSize ?? header.contentSize
    set(.init(.file, at: place.hash, in: folder, bytes: bytes))
    outline.name(place.hash, bytes) { place.path }
  }

  /// Contents of sparse files are not whole, and so equal to nothing.
  private mutating func begin(_ header: TarHeader, at place: TarPlace) {
    contents[place.hash] = nil
    current = nil
    guard header.kind == .regular, !header.isHardLink, !header.isSparse,
      compared.contains(place.hash)
    else { return }
    current = (place.hash, SHA256Hash())
  }

  mutating func content(_ piece: ArraySlice<UInt8>) { current?.hash.update(piece) }

  mutating func contentEnd() {
    if var current { contents[current.place] = current.hash.finish() }
    current = nil
  }

  private mutating func set(_ entry: LayerOutline.Entry) {
    guard there[entry.place] != nil || takeRoom() else { return }
    there[entry.place] = entry
  }

  private mutating func mark(_ entry: LayerOutline.Entry) {
    if takeRoom() { outline.add(entry) }
  }

  private mutating func takeRoom() -> Bool {
    isWhole = isWhole && room.take()
    return isWhole
  }

  /// What one tar came to.
  struct Finished: Sendable {
    /// Empty where contents were asked for.
    let outline: LayerOutline
    /// By place.
    let contents: [UInt64: Digest]
  }

  /// What it is, once all entries were taken.
  consuming func finished() -> Finished {
    for entry in there.values { outline.add(entry) }
    // A file that another entry came after is not the one whose name was kept.
    outline.keepNames { named in
      guard let entry = there[named.place] else { return false }
      return entry.kind == .file && entry.bytes == named.bytes
    }
    return Finished(outline: outline, contents: contents)
  }
}

internal import Archives
internal import Hashing
internal import LayerModel

/// The tree that the tars of a layer and its ancestors make, as far as names go.
///
/// Removals are not carried out: a record notes up to which layer everything below it is gone.
struct LayerNames: Sendable {
  /// What adding one entry showed.
  enum Note {
    case fits
    /// The tar has the name already.
    case duplicate
    /// A directory on the way is a symlink: Docker follows it when it unpacks.
    case behindLink
    case tooMany
  }

  private(set) var table = NameTable()

  /// Adds one entry of the tar of `layer`, counted from the base; layers come in that order.
  ///
  /// Source: moby `pkg/archive/diff.go`, `UnpackLayer`, and `archive.go`, `Unpack`.
  mutating func add(
    _ place: TarPlace, _ role: TarRole, below ancestors: [UInt64], layer: UInt8
  ) -> Note {
    guard table.count < NameTable.limit else { return .tooMany }
    let ancestors = place.path.isEmpty ? [] : ancestors
    var cut: UInt8 = 0
    for ancestor in ancestors {
      let record = table[ancestor]
      if record.isThere(after: cut), record.kind == .symlink { return .behindLink }
      if !record.isThere(after: cut) || !record.isDirectory {
        table.update(ancestor) {
          $0.kind = .implied
          $0.layer = layer
          $0.marks.formIntersection(.ofDisk)
        }
      }
      cut = max(cut, record.cut)
    }
    switch role {
    case .whiteout(let hidden): return hide(hidden.hash, layer: layer)
    case .opaque:
      if let directory = ancestors.last {
        table.update(directory) {
          $0.cut = layer
          $0.marks.insert(.opaque)
        }
      }
    case .bookkeeping(let device):
      set(place.hash, .other, layer: layer, after: cut)
      set(device.hash, .other, layer: layer, after: cut)
    case .entry(let kind): return set(place.hash, kind, layer: layer, after: cut)
    case .nothing: break
    }
    return .fits
  }

  /// What stands at a name in the end, if the entry of `layer` made it so.
  func record(
    of place: TarPlace, below ancestors: [UInt64], layer: UInt8
  ) -> NameRecord? {
    let record = table[place.hash]
    let cut = place.path.isEmpty ? 0 : cut(below: ancestors)
    guard record.isNamed, record.layer == layer, record.isThere(after: cut) else { return nil }
    return record
  }

  /// Notes what is known of a name's place on disk.
  mutating func mark(_ hash: UInt64, _ marks: NameRecord.Marks) {
    table.update(hash) { $0.marks.formUnion(marks) }
  }

  /// Up to which layer everything below these directories is gone.
  func cut(below directories: [UInt64]) -> UInt8 {
    directories.reduce(0) { max($0, table[$1].cut) }
  }

  /// Whether the tar has a file in the directory that hides what lower layers have there.
  func hasOpaqueMark(in directory: UInt64) -> Bool {
    Whiteout.opaqueMarks.contains {
      table[NameHash.child(of: directory, name: $0.bytes[...])].isNamed
    }
  }

  private mutating func hide(_ hash: UInt64, layer: UInt8) -> Note {
    var note = Note.fits
    table.update(hash) {
      let isOfThisLayer = $0.layer == layer && ($0.isNamed || $0.marks.contains(.whiteout))
      if isOfThisLayer { note = .duplicate }
      let marks: NameRecord.Marks = isOfThisLayer ? [.whiteout, .duplicate] : .whiteout
      $0 = NameRecord(
        kind: .removed, marks: marks.union($0.marks.intersection(.ofDisk)), layer: layer,
        cut: layer)
    }
    return note
  }

  @discardableResult
  private mutating func set(
    _ hash: UInt64, _ kind: NameRecord.Kind, layer: UInt8, after cut: UInt8
  ) -> Note {
    var note = Note.fits
    table.update(hash) {
      var marks = $0.marks.intersection(.ofDisk)
      let isOfThisLayer = $0.layer == layer && ($0.isNamed || $0.marks.contains(.whiteout))
      if isOfThisLayer {
        note = .duplicate
        marks.insert(.duplicate)
        if $0.marks.contains(.whiteout) { marks.insert(.whiteout) }
      }
      let staysDirectory = kind == .directory && $0.isDirectory && $0.isThere(after: cut)
      if staysDirectory {
        if $0.kind == .directory { marks.insert(.merged) }
        marks.formUnion($0.layer == layer ? $0.marks.intersection(.opaque) : [])
      } else {
        $0.cut = layer
      }
      $0.kind = kind
      $0.layer = layer
      $0.marks = marks
    }
    return note
  }
}

/// What an entry of a tar means in a tree of one shape.
enum TarRole {
  case entry(NameRecord.Kind)
  /// Hides the place.
  case whiteout(TarPlace)
  /// Hides what older layers have in its directory.
  case opaque
  /// aufs' own: with or without the mark before its name it is not looked at.
  case bookkeeping(TarPlace)
  /// Makes nothing: a global header, a type that no reader unpacks.
  case nothing

  /// Reads a name that may hide others.
  ///
  /// Source: moby `pkg/archive/whiteouts.go`; `archive_linux.go`, `ConvertRead`.
  init(_ place: TarPlace, _ header: TarHeader, shape: ContentPlan.Shape, parent: UInt64) {
    let name = place.name
    if header.kind == .unknown {
      self = .nothing
    } else if shape == .ownEntriesWithWhiteoutFiles || !name.starts(with: Whiteout.prefix)
      || name.count == Whiteout.prefix.count
    {
      self = .entry(Self.kind(of: header))
    } else if name.elementsEqual(Whiteout.opaqueName.bytes) {
      self = .opaque
    } else {
      let hidden = place.sibling(name.dropFirst(Whiteout.prefix.count), in: parent)
      self = name.starts(with: Whiteout.metaPrefix) ? .bookkeeping(hidden) : .whiteout(hidden)
    }
  }

  private static func kind(of header: TarHeader) -> NameRecord.Kind {
    switch header.kind {
    case .directory: .directory
    case .symlink: .symlink
    default: .other
    }
  }
}

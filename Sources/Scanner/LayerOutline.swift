internal import LayerModel

/// What one layer has and hides, by hashes of paths: enough to tell what upper layers hide of lower
/// ones, in a few bytes an entry.
package struct LayerOutline: Sendable {
  enum Kind: UInt8, Sendable {
    /// A regular file with one name.
    case file
    case directory
    /// A link, a device, or a file with several names, whose bytes may be needed by another one.
    case other
    /// Hides the name below.
    case whiteout
    /// Hides all that lower layers have in the directory.
    case opaque
  }

  struct Entry: Sendable {
    /// ``NameHash`` of the path.
    let place: UInt64
    /// Of the directory that it is in.
    let folder: UInt64
    /// The kind in the lowest three bits, the length of a file above them.
    private let packed: UInt64

    init(_ kind: Kind, at place: UInt64, in folder: UInt64, bytes: ByteCount = 0) {
      self.place = place
      self.folder = folder
      packed = UInt64(clamping: bytes.value) << 3 | UInt64(kind.rawValue)
    }

    var kind: Kind { Kind(rawValue: UInt8(packed & 7)) ?? .other }
    var bytes: ByteCount { ByteCount(clamping: packed >> 3) }
  }

  /// A file whose path is kept.
  struct NamedFile: Sendable, Hashable {
    let place: UInt64
    let path: BytePath
    let bytes: ByteCount
  }

  private(set) var entries: [Entry] = []
  /// The largest files, the largest first.
  private(set) var largest: [NamedFile] = []

  /// So many files of a layer keep their paths.
  static let named = 200

  package var count: Int { entries.count }

  init() {}

  mutating func add(_ entry: Entry) { entries.append(entry) }

  /// Keeps the path of a file if it is among the largest.
  mutating func name(_ place: UInt64, _ bytes: ByteCount, path: () -> BytePath) {
    guard bytes > 0, largest.count < 2 * Self.named || bytes >= floor else { return }
    largest.append(NamedFile(place: place, path: path(), bytes: bytes))
    if largest.count >= 4 * Self.named { prune() }
  }

  /// No smaller file can be among the largest.
  private var floor = ByteCount(0)

  private mutating func prune() {
    largest.sort { ($1.bytes, $0.path) < ($0.bytes, $1.path) }
    largest.removeLast(max(0, largest.count - Self.named))
    floor = largest.count == Self.named ? largest.last?.bytes ?? 0 : 0
  }

  mutating func keepNames(where isKept: (NamedFile) -> Bool) {
    var places: Set<UInt64> = []
    largest.removeAll { !isKept($0) || !places.insert($0.place).inserted }
    prune()
  }

  mutating func merge(_ other: LayerOutline) {
    entries += other.entries
    largest += other.largest
    prune()
  }
}

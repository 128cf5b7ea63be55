internal import Hashing

/// What the tars of a layer and its ancestors make of one name, in four bytes.
struct NameRecord: Sendable {
  enum Kind: UInt8 {
    /// No tar has it.
    case absent
    /// A later layer hides it.
    case removed
    /// A directory without an entry of its own, made because something in it has one.
    case implied
    case directory, symlink
    /// A file, a hard link, a device, a FIFO.
    case other
  }

  struct Marks: OptionSet, Sendable {
    let rawValue: UInt8
    /// The newest layer hides the name.
    static let whiteout = Marks(rawValue: 1)
    /// The newest layer hides what the directory has in older ones.
    static let opaque = Marks(rawValue: 2)
    /// One tar has the name more than once.
    static let duplicate = Marks(rawValue: 4)
    /// A directory that several layers have an entry for.
    static let merged = Marks(rawValue: 8)
    /// The proof has counted what is on disk, so that the walk need not look at it again.
    static let counted = Marks(rawValue: 16)
    /// The proof has looked into the directory.
    static let visited = Marks(rawValue: 32)
    /// What is known of the disk, whatever the tars say.
    static let ofDisk: Marks = [.counted, .visited]
  }

  var kind = Kind.absent
  var marks: Marks = []
  /// The layer that made it what it is, counted from the base.
  var layer: UInt8 = 0
  /// Entries below it from layers older than this are gone.
  var cut: UInt8 = 0

  var isDirectory: Bool { kind == .directory || kind == .implied }
  /// A tar entry of its own, not only of something below.
  var isNamed: Bool { kind == .directory || kind == .symlink || kind == .other }

  /// Whether it is there, below directories whose newest cut is `cut`.
  func isThere(after cut: UInt8) -> Bool { (isNamed || kind == .implied) && layer >= cut }
}

/// The names of a layer, as hashes, each with its record.
///
/// Twelve bytes a slot, half of the slots used on average: a million names take 24 MiB. Open
/// addressing with linear steps; hashes are keyed by process (``NameHash``).
struct NameTable: Sendable {
  private var hashes: [UInt64] = []
  private var records: [NameRecord] = []
  private(set) var count = 0

  /// More names than this are not kept: 200 MB.
  static let limit = 1 << 23

  /// The record of a name; `absent` for one that was never seen.
  subscript(_ hash: UInt64) -> NameRecord {
    guard !hashes.isEmpty else { return NameRecord() }
    let slot = slot(of: hash)
    return hashes[slot] == hash ? records[slot] : NameRecord()
  }

  /// Changes the record of a name, which is made when it is new.
  mutating func update(_ hash: UInt64, _ change: (inout NameRecord) -> Void) {
    if hashes.count * 3 <= (count + 1) * 4 { grow() }
    let slot = slot(of: hash)
    if hashes[slot] != hash {
      hashes[slot] = hash
      count += 1
    }
    change(&records[slot])
  }

  /// Where the name is or would be.
  private func slot(of hash: UInt64) -> Int {
    let mask = hashes.count - 1
    var slot = Int(truncatingIfNeeded: hash) & mask
    while hashes[slot] != 0, hashes[slot] != hash { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    let old = (hashes, records)
    let size = max(256, old.0.count * 2)
    hashes = [UInt64](repeating: 0, count: size)
    records = [NameRecord](repeating: NameRecord(), count: size)
    for (hash, record) in zip(old.0, old.1) where hash != 0 {
      let slot = slot(of: hash)
      hashes[slot] = hash
      records[slot] = record
    }
  }
}

/// What a byte on the disk of a store is; every byte is one of these.
package enum LedgerClass: String, Hashable, Sendable, CaseIterable, Comparable {
  /// Of layers and blobs that one image has.
  case unique
  /// Of layers and blobs that several images have.
  case shared
  /// Of writable layers and checkpoints.
  case container
  case buildCache = "build_cache"
  /// What containers wrote to their standard output.
  case log
  case volume
  /// The bookkeeping of an engine, and the directories of the store itself.
  case metadata
  /// Known things of an engine that are no part of this store: plugins, stores within the root.
  case other
  /// Of things that nothing owns.
  case orphan
  /// Of things of which nobody knows what they are, or whether somebody owns them.
  case unexplained

  package static func < (left: Self, right: Self) -> Bool {
    (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
  }
}

/// Where the bytes of one store are: classes that add up to what `du -x` counts of it.
///
/// Blocks that files share are counted with each of them, as `du` does: see `sharing`.
package struct Ledger: Hashable, Sendable {
  /// A size for every class; empty unless sizes were measured.
  package var classes: [LedgerClass: DiskSize] = [:]
  /// What is neither a layer nor a blob, sorted by class and path.
  package var places: [LedgerPlace] = []
  /// What keeps the sums from being all there is, sorted; empty when nothing does.
  package var gaps: [LedgerGap] = []
  /// `nil` unless measured, and where the file system lets no files share blocks.
  package var sharing: BlockSharing?

  package init() {}

  package var isMeasured: Bool { !classes.isEmpty }

  /// `nil` unless measured.
  package subscript(_ name: LedgerClass) -> ByteCount? {
    isMeasured ? classes[name]?.allocated ?? 0 : nil
  }

  /// All classes; `nil` unless measured.
  package var total: DiskSize? {
    isMeasured ? classes.values.reduce(into: DiskSize()) { $0.add($1) } : nil
  }

  /// Allocated bytes of all classes; `nil` unless measured.
  package var diskUsed: ByteCount? { total?.allocated }
}

/// One place of a store's root that is neither a layer nor a blob.
package struct LedgerPlace: Hashable, Sendable, Comparable {
  package var key: PlaceKey
  package var size: DiskSize

  package init(key: PlaceKey, size: DiskSize) {
    self.key = key
    self.size = size
  }

  package static func < (left: Self, right: Self) -> Bool { left.key < right.key }
}

/// Names a place by what it is and where it is.
package struct PlaceKey: Hashable, Sendable, Comparable {
  package var name: LedgerClass
  /// Relative to the store's root, and empty for the root itself; `*` as its last component stands
  /// for what is not named one by one.
  package var path: BytePath

  package init(_ name: LedgerClass, _ path: BytePath) {
    self.name = name
    self.path = path
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.name, left.path) < (right.name, right.path)
  }
}

/// Something under a store's root that its ledger lacks.
package struct LedgerGap: Hashable, Sendable, Comparable {
  package var path: BytePath
  package var reason: String

  package init(path: BytePath, reason: String) {
    self.path = path
    self.reason = reason
  }

  package static func < (left: Self, right: Self) -> Bool {
    (left.path, left.reason) < (right.path, right.reason)
  }
}

/// What was found under a store's root, each inode at one place only.
package struct StoreAccount: Hashable, Sendable {
  /// By layer; what is inside of a leftover is counted with that.
  package var layers: [LayerID: DiskSize] = [:]
  /// By path.
  package var leftovers: [BytePath: DiskSize] = [:]
  package var blobs: [LedgerClass: DiskSize] = [:]
  package var places: [PlaceKey: DiskSize] = [:]
  package var gaps: Set<LedgerGap> = []
  /// `nil` where the file system lets no files share blocks.
  package var sharing: BlockSharing?
  /// What could not be read where neither a layer nor a blob is, sorted by path.
  package private(set) var problems: [ReadProblem] = []

  package init() {}

  /// Notes what could not be read.
  package mutating func add(_ unread: [ReadProblem]) {
    problems = (problems + unread.filter(\.leavesUnknown))
      .sorted { ($0.path, $0.cause) < ($1.path, $1.cause) }
    // What is mounted over a place is on another disk.
    for problem in unread where problem != .mounted(problem.path) {
      gaps.insert(LedgerGap(path: problem.path, reason: problem.detail))
    }
  }
}

/// Which part of a root the ledger of one store tells of, so that of several stores in one root
/// each byte is told once.
package struct LedgerRange: Hashable, Sendable {
  /// Relative to the store's root, none within another; the empty path for all of it.
  package var roots: [BytePath] = [BytePath([])]
  /// What other stores tell of.
  package var exclusions: [BytePath] = []

  package init() {}

  package func contains(_ path: BytePath) -> Bool {
    let isIn = { (folder: BytePath) in folder.isEmpty || path.isWithin(folder) }
    return roots.contains(where: isIn) && !exclusions.contains(where: isIn)
  }
}

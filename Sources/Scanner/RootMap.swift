internal import FileAccess
internal import LayerModel

/// What the walk over the rest of a store's root is to do where.
struct RootMap: Sendable {
  /// Who tells of an entry.
  enum Mark: Hashable, Sendable {
    /// A tree of the scan, or another store.
    case taken
    case blob(LedgerClass)
    /// Marked entries are below it.
    case leadsOn
  }

  let table: PlaceTable
  let roots: [BytePath]
  /// Directories in which something that is mounted leaves unknown what the store has there.
  let bookkeeping: [BytePath]
  let mounts: Set<BytePath>
  private var marks: [BytePath: Mark] = [:]

  /// `nil` for an archive, which has no root.
  init?(of record: StoreRecord, trees: [ScanTree]) {
    guard record.blobs.allSatisfy({ $0.place == .file }) else { return nil }
    table = PlaceTable(record.places)
    roots = record.ledgerRange.roots
    bookkeeping = record.metadataDirectories
    mounts = Surroundings.mounts(below: record.location.root).all
    for tree in trees { mark(tree.root, .taken) }
    for path in record.ledgerRange.exclusions { mark(path, .taken) }
    for blob in record.blobs where blob.place == .file {
      mark(blob.path, .blob(LedgerClasses.name(of: blob)))
    }
  }

  /// The first mark stays: what is a tree of the scan is walked as such.
  private mutating func mark(_ path: BytePath, _ mark: Mark) {
    guard marks[path].map({ $0 == .leadsOn }) ?? true else { return }
    marks[path] = mark
    var folder = path.parent
    while marks[folder] == nil {
      marks[folder] = .leadsOn
      if folder.isEmpty { break }
      folder = folder.parent
    }
  }

  subscript(path: BytePath) -> Mark? { marks[path] }

  /// What is known of one of the roots.
  func start(at root: BytePath) -> (state: PlaceTable.State, key: PlaceKey) {
    var found = table.start
    var path = BytePath([])
    for component in root.components {
      path = path.appending(component)
      found = table.entry(at: path, isDirectory: true, in: found.state)
    }
    return found
  }
}

/// One directory that is no part of any tree.
struct PlaceWork: Sendable {
  /// Relative to the store's root.
  let path: BytePath
  let state: PlaceTable.State
}

extension StoreRecord {
  /// The directories of the store's own bookkeeping.
  fileprivate var metadataDirectories: [BytePath] {
    switch location.kind {
    case .dockerGraph:
      ["graph", "containers"].filter { name in
        searchedRoots.contains { $0.path == name && $0.owners != nil }
      }
    case .dockerLayerDB: ["image/" + location.driver, "containers"].map { BytePath($0) }
    case .containersStorage:
      ["layers", "images", "containers"].map { BytePath(location.driver + "-" + $0) }
    case .containerd, .ociLayout, .dockerArchive: []
    }
  }
}

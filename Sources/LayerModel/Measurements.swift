/// What the scanner found of one store.
package struct StoreMeasurements: Hashable, Sendable {
  package var layers: [LayerID: LayerMeasurement] = [:]
  /// By path.
  package var blobs: [BytePath: BlobMeasurement] = [:]
  /// Bytes of leftovers that were walked, by path.
  package var leftovers: [BytePath: TreeTotals] = [:]
  package var problems: [AttributedProblem] = []
  package var bytesRead = ByteCount(0)
  /// Every byte under the store's root; `nil` unless all of it was walked.
  package var account: StoreAccount?
  /// By the top layer of an image; empty unless asked for.
  package var waste: [LayerID: ImageWaste] = [:]
  /// How the layers fare against a baseline; empty when there is none.
  package var baselineLayers: [BaselineLayer] = []

  package init() {}

  /// How many layers and blobs were to be read, but the time was over before.
  package var left: Int {
    layers.values.count { $0.reading.isLeft } + blobs.values.count { $0.reading.isLeft }
  }

  /// Takes the account of a whole store, and its problems in place of those of the one before.
  package mutating func takeAccount(_ account: StoreAccount?) {
    let known = Set(self.account?.problems ?? [])
    problems.removeAll { $0.layer == nil && known.contains($0.problem) }
    problems += (account?.problems ?? []).map { AttributedProblem($0) }
    self.account = account
  }

  /// Drops the problems of what was removed while it was read: nothing of it is left to read.
  ///
  /// `latest` is the metadata after everything of `record` was looked at. A busy store loses layers
  /// and blobs at any time; what an image or a layer still needs is missing, not removed. Where not
  /// one layer's content was read, or not all of `latest`, nothing can be said.
  package mutating func acceptRemovals(from record: StoreRecord, by latest: StoreRecord) {
    guard layers.values.contains(where: { $0.verification != .notRead }),
      Set(latest.problems).isSubset(of: record.problems)
    else { return }
    let left = Set(latest.layers.map(\.id))
    let needed = Set(
      latest.images.flatMap { $0.layers + $0.copies + [$0.brokenLayer].compactMap(\.self) }
        + latest.layers.compactMap(\.parent))
    let sources = Set(record.layers.filter { left.contains($0.id) }.compactMap(\.blob))
    let removed = Set(record.blobs.map(\.path)).subtracting(latest.blobs.map(\.path))
      .subtracting(sources)
    problems.removeAll { problem in
      guard case .changedWhileReading(let path) = problem.problem else { return false }
      guard let layer = problem.layer else { return removed.contains(path) }
      return !needed.contains(layer)
        && (!left.contains(layer) || layers[layer]?.wasRemoved == true)
    }
  }
}

/// One layer of a store, of a baseline, or of both.
package struct BaselineLayer: Hashable, Sendable {
  package enum State: String, Hashable, Sendable, CaseIterable {
    case same, differs
    /// It is in both, but not all of it could be read.
    case notRead = "not-read"
    /// The baseline has it, the store does not.
    case gone
    /// The store has it, the baseline does not.
    case unknown
  }

  package var id: LayerID
  package var state: State
  package var baselineWrittenAt: Timestamp

  package init(_ id: LayerID, _ state: State, baselineWrittenAt: Timestamp) {
    self.id = id
    self.state = state
    self.baselineWrittenAt = baselineWrittenAt
  }
}

/// Counts over one tree, without following links.
package struct TreeTotals: Hashable, Sendable {
  package var files = 0
  package var directories = 0
  package var symlinks = 0
  package var whiteouts = 0
  package var opaqueDirectories = 0
  /// Devices, FIFOs and sockets.
  package var specials = 0
  /// Distinct inodes, the root's included.
  package var inodes = 0
  /// Sum of `st_size` of regular files, each inode once.
  package var apparent = ByteCount(0)
  /// `st_blocks` × 512 of every entry, each inode once.
  package var allocated = ByteCount(0)

  package init() {}
}

/// What was measured of one layer.
package struct LayerMeasurement: Hashable, Sendable {
  /// Whether its files went between the reading of the metadata and that of the files.
  package var wasRemoved = false
  package var totals = TreeTotals()
  /// The regular files that it has of its own, sorted by path; `nil` unless asked for.
  package var listing: [SizedFile]?
  /// Docker's `directory.Size` over the tree: non-directories by `lstat` size, each inode once.
  ///
  /// Source: docker 1.7.1 `pkg/directory/directory_linux.go`.
  package var sizeByWalk: ByteCount?
  /// Docker's `archive.ChangesSize` against the parent's tree.
  ///
  /// Every name of an added or modified non-directory by `lstat` size. `nil` unless the plan has a whole tree.
  package var sizeByChanges: ByteCount?
  /// Regular bytes of added or modified files, each inode once, those with an inherited name left
  /// out.
  ///
  /// What unpacking one tar entry for each would have counted: of a link to a file below nothing. `nil` unless the plan has a whole tree.
  package var sizeByRegularChanges: ByteCount?
  /// Sum of the sizes of every tar entry, from tar-split.
  package var sizeByTar: ByteCount?
  /// The canonical digest of the tree; `nil` when not hashed or not wholly read, and where the tar
  /// was put together again to compare it with a recorded digest: each byte is hashed once.
  package var contentDigest: Digest?
  /// SHA-256 of the tar stream put together again from tar-split and the files.
  package var tarDigest: Digest?
  package var tarEntries: Int?
  /// Bytes of that stream, headers and padding included.
  package var tarStreamSize: ByteCount?
  /// The owners in the tar's headers, sorted, names that hide others left out; `nil` for too many.
  package var tarUsers: [UInt32]?
  package var tarGroups: [UInt32]?
  /// `checked`, or `partly` when owners on disk are subordinate ids that nothing tells; `moved` when
  /// all of them are other ids than in most layers of the store.
  package var ownersState: String?
  /// What an owner is on disk in most layers, and in this one; `nil` unless it was moved.
  package var ownersExpected: String?
  package var ownersActual: String?
  /// The layer whose tar-split it has in the place of its own, or `another` if that is not
  /// known.
  package var tarSplitOwner: String?
  package var verification = Verification.notRead
  package var verificationReason: String?
  package var entries: [EntryFault] = []
  /// How many faults were left out of ``entries`` once its limit was reached.
  package var entriesLeftOut = 0
  package var reading = ContentReading()

  package init() {}
}

/// The four verdicts on a layer's content.
package enum Verification: String, Hashable, Sendable, CaseIterable {
  /// A recorded digest was reproduced.
  case verified
  case damaged
  /// Nothing was recorded that could prove it, or it provably cannot be reproduced.
  case unverifiable
  /// Level, budget or an error kept it from being read.
  case notRead = "not-read"
}

/// One entry of a layer that is remarkable by itself or differs from what was recorded.
package struct EntryFault: Hashable, Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    // Against tar-split
    case contentDiffers = "content-differs"
    case sizeDiffers = "size-differs"
    case kindDiffers = "kind-differs"
    case metadataDiffers = "metadata-differs"
    /// What a symlink or a device node holds: where it leads.
    case targetDiffers = "target-differs"
    case timestampDiffers = "timestamp-differs"
    case missing
    case extra
    case lossyName = "lossy-name"
    case whiteoutMissing = "whiteout-missing"
    case whiteoutExtra = "whiteout-extra"
    case opaqueMissing = "opaque-missing"
    case opaqueExtra = "opaque-extra"
    /// Content or entries are kept in another layer: overlay's `metacopy` and `redirect`.
    case notSelfContained = "not-self-contained"
    // Against an earlier run
    case contentChanged = "content-changed"
    case metadataChanged = "metadata-changed"
    case added
    case removed
    // By itself
    case whiteoutNotEmpty = "whiteout-not-empty"
    case whiteoutNotRegular = "whiteout-not-regular"
    case whiteoutBesideName = "whiteout-beside-name"
    case whiteoutOfNothing = "whiteout-of-nothing"
    case socket
    case misplacedDevice = "misplaced-device"
    case abortedUnpack = "aborted-unpack"
  }

  package var kind: Kind
  /// Relative to the layer's root.
  package var path: BytePath
  package var expected: String?
  package var actual: String?
  /// rpm-style letters of what differs, `SM5DLUGTPX` with `.` for the same; `nil` when not compared.
  package var flags: String?
  /// Whether what should be there was taken from the parent layer's directory, which may be what is
  /// wrong itself.
  package var isAgainstParent = false

  package init(
    _ kind: Kind, path: BytePath, expected: String? = nil, actual: String? = nil,
    flags: String? = nil
  ) {
    self.kind = kind
    self.path = path
    self.expected = expected
    self.actual = actual
    self.flags = flags
  }

  package init(
    againstParent kind: Kind, path: BytePath, expected: String, actual: String,
    flags: String? = nil
  ) {
    self.init(kind, path: path, expected: expected, actual: actual, flags: flags)
    isAgainstParent = true
  }
}

/// One line of a layer's manifest: all that the canonical digest covers, and what helps explain.
package struct ManifestEntry: Hashable, Sendable {
  /// Relative to the layer's root; empty for the root itself.
  package var path: BytePath
  package var kind: FileKind
  /// Permission bits with setuid, setgid and sticky: `st_mode & 07777`.
  package var mode: UInt32
  package var owner: UInt32
  package var group: UInt32
  /// Regular files only; 0 otherwise.
  package var size: ByteCount
  /// `major:minor` of devices.
  package var device: String?
  package var linkTarget: BytePath?
  /// SHA-256 of a regular file's content.
  package var content: Digest?
  /// SHA-256 over the extended attributes; `nil` when there are none.
  package var attributes: Digest?

  package init(
    path: BytePath, kind: FileKind, mode: UInt32, owner: UInt32, group: UInt32, size: ByteCount,
    device: String?, linkTarget: BytePath?, content: Digest?, attributes: Digest?
  ) {
    self.path = path
    self.kind = kind
    self.mode = mode
    self.owner = owner
    self.group = group
    self.size = size
    self.device = device
    self.linkTarget = linkTarget
    self.content = content
    self.attributes = attributes
  }
}

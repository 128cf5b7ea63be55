internal import FileAccess
internal import LayerModel

/// What one worker has seen of one tree; added up at the end.
struct TreeAccumulator: Sendable {
  var totals = TreeTotals()
  /// Of ``totals``, the inodes with several names.
  private var linked = DiskSize()
  var sizeByWalk = ByteCount(0)
  var sizeByChanges = ByteCount(0)
  var sizeByRegularChanges = ByteCount(0)
  var faults = EntryFaults()
  var problems: [ReadProblem] = []
  var problemsLeftOut = 0
  var manifest: [ManifestEntry] = []
  var listing: [SizedFile] = []
  var outline = LayerOutline()
  /// Of an outline's files, by place.
  var contents: [UInt64: Digest] = [:]
  var status = StatusSum()

  private static let problemLimit = 100

  mutating func add(_ fault: EntryFault) {
    faults.add(fault)
  }

  mutating func add(_ problem: ReadProblem) {
    if problems.count < Self.problemLimit { problems.append(problem) } else { problemsLeftOut += 1 }
  }

  /// What is only here: the inodes with one name.
  var singles: DiskSize {
    DiskSize(apparent: totals.apparent, allocated: totals.allocated).subtracting(linked)
  }

  /// Counts the tree's root, which is no entry of it.
  mutating func countRoot(_ status: FileStatus) {
    totals.inodes += 1
    totals.allocated.add(status.allocated)
  }

  /// Counts one entry.
  ///
  /// `isFirstName` is `false` for further names of an inode already counted.
  mutating func count(_ status: FileStatus, isWhiteout: Bool, isFirstName: Bool) {
    if isWhiteout {
      totals.whiteouts += 1
    } else {
      switch status.kind {
      case .regular: totals.files += 1
      case .directory: totals.directories += 1
      case .symlink: totals.symlinks += 1
      default: totals.specials += 1
      }
    }
    guard isFirstName else { return }
    totals.inodes += 1
    totals.allocated.add(status.allocated)
    if status.kind == .regular { totals.apparent.add(status.size) }
    if status.links > 1, status.kind != .directory { linked.add(status.diskSize) }
    if status.kind != .directory { sizeByWalk.add(status.size) }
  }

  mutating func merge(_ other: TreeAccumulator) {
    totals.files += other.totals.files
    totals.directories += other.totals.directories
    totals.symlinks += other.totals.symlinks
    totals.whiteouts += other.totals.whiteouts
    totals.opaqueDirectories += other.totals.opaqueDirectories
    totals.specials += other.totals.specials
    totals.inodes += other.totals.inodes
    totals.apparent.add(other.totals.apparent)
    totals.allocated.add(other.totals.allocated)
    linked.add(other.linked)
    sizeByWalk.add(other.sizeByWalk)
    sizeByChanges.add(other.sizeByChanges)
    sizeByRegularChanges.add(other.sizeByRegularChanges)
    faults.add(other.faults)
    for problem in other.problems { add(problem) }
    problemsLeftOut += other.problemsLeftOut
    manifest += other.manifest
    listing += other.listing
    outline.merge(other.outline)
    contents.merge(other.contents, uniquingKeysWith: { first, _ in first })
    status.add(other.status)
  }
}

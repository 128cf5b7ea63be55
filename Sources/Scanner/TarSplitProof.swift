internal import Archives
internal import FileAccess
internal import Hashing
internal import LayerModel

/// Proves one layer against its tar-split: puts the tar together again from the layer's own files,
/// and holds every header against the disk.
///
/// Nothing is mounted and no link is followed: every name is opened below the layer's directory.
/// Where the directory is a copy of the whole chain, the ancestors' tars are held against it, too.
struct TarSplitProof: ~Copyable {
  struct Outcome: Sendable {
    var faults = ProofFaults()
    /// Sum of the sizes of all entries.
    var size = ByteCount(0)
    /// Bytes of the tar, headers and padding included.
    var streamSize = ByteCount(0)
    /// Of the headers, those that hide a name left out; beyond ``TarSplitProof/ownerLimit`` not all.
    var users: Set<UInt32> = []
    var groups: Set<UInt32> = []
    /// Whether owners were left unchecked that nothing tells.
    var leavesOwners = false
    /// Of the tar; `nil` when a file's content could not be put in its place.
    var digest: Digest?
    var entries = 0
    var files = 0
    /// Entries of the layer's own tar but directories, and those of them that are there.
    var names = 0
    var namesThere = 0
    /// What was counted of the disk already; see ``NameRecord/Marks/counted``.
    var counted = TreeAccumulator()
    /// Whether nothing is left for the walk: the tar accounts for every name there.
    var isAccounted = false
    /// Whether inherited copies could not be held against the ancestors' tars.
    var leavesInherited = false
    /// Why the proof has no result.
    var problem: ReadProblem?
    /// What else could not be read, or should not be as it is.
    var problems: [ReadProblem] = []
    /// The first of its kind; `nil` when the tar is as tar-split can keep it.
    var irregularity: Irregularity?
  }

  let tree: ScanTree
  /// Of the tree among those of the scan.
  let number: Int
  let firstNames: LinkedFiles
  /// Where owners are on disk, as far as it is known or was told by most files.
  var owners: OwnerMapping?
  var tar: BufferedHash
  let emptyRoom: EmptyRoom
  var disk: TreeCursor
  var places = TarPlaces()
  var linkPlaces = TarPlaces()
  var outcome = Outcome()
  var known = ProvenTree()
  var links = PendingLinks()
  var census = DirectoryCensus()
  /// The file whose content is coming, where the tar has contents.
  var comparison: ContentComparison?
  /// Own files whose checksums differ, while nobody knows yet whether the whole tar does.
  var doubted: [EntryFault] = []
  /// Whether all content so far could be put in its place in the tar.
  var isWhole = true
  /// Directories whose entries overlay keeps elsewhere.
  var redirected: [BytePath] = []

  /// Whiteouts that are missing, each with the directories on the way that are opaque on disk.
  var unsettled: [(fault: EntryFault, opaque: [UInt64])] = []

  private static let problemLimit = 100
  static let unsettledLimit = 100_000

  init(
    _ number: Int, of state: ScanState, in root: borrowing Directory
  ) throws(ReadProblem) {
    tree = state.trees[number]
    self.number = number
    firstNames = state.links
    tar = BufferedHash(state.exchange)
    emptyRoom = state.emptyRoom
    owners = tree.owners
    disk = TreeCursor(root: try root.directory(tree.root), mounts: tree.mounts)
    // A blob is called by its digest, so that it stands for its files.
    known.replacesFingerprint = tree.recordedDiffID != nil || tree.tarForm == .blob
    // A base layer inherits nothing, so that all there is should be in its blob.
    known.inherits =
      tree.tarForm == .blob && tree.shape == .wholeTree && tree.inheritedTarSplits == []
  }

  /// The layer's number in its chain, counted from the base.
  var ownLayer: UInt8 { UInt8(clamping: known.inherits ? tree.inheritedTarSplits?.count ?? 0 : 0) }

  /// Reads the tar-splits and holds them against the disk; then ``outcome`` and ``known`` are done.
  mutating func run(
    _ path: BytePath, in root: borrowing Directory, tools: inout WorkerTools,
    progress: ScanProgress
  ) {
    do throws(ReadProblem) {
      try deriveOwners(path, in: root)
      try replayChain(path, in: root)
      try checkInherited(in: root, tools: &tools, progress: progress)
      try checkOwn(path, in: root, tools: &tools, progress: progress)
      try settleLinks(path, in: root, tools: &tools, progress: progress)
      settle()
    } catch {
      abandon(error)
    }
  }

  /// Everything was compared.
  mutating func settle() {
    settleWhiteouts()
    outcome.faults.settle()
    if census.isComplete, census.listed > 0 {
      outcome.isAccounted = true
      outcome.counted.merge(census.directories)
    }
  }

  /// What a broken record says of files is no fault of theirs.
  mutating func abandon(_ problem: ReadProblem) {
    outcome.problem = problem.ofVanished
    outcome.faults = ProofFaults()
    outcome.counted = TreeAccumulator()
    firstNames.forgetNames(in: number)
    known = ProvenTree()
  }

  private mutating func checkOwn(
    _ path: BytePath, in root: borrowing Directory, tools: inout WorkerTools,
    progress: ScanProgress
  ) throws(ReadProblem) {
    let layer = ownLayer
    do throws(ReadProblem) {
      let oddity = try TarSplitSteps.read(path, in: root) { (step) throws(ReadProblem) in
        switch step {
        case .bytes(let bytes):
          outcome.streamSize.add(ByteCount(clamping: bytes.count))
          tar.update(bytes)
        case .entry(let header, let file):
          outcome.entries += 1
          outcome.size.add(file.size)
          outcome.streamSize.add(file.size)
          let entry = try ownEntry(header, file, layer: layer)
          noteOwners(of: entry)
          try check(entry, layer: layer, tools: &tools, progress: progress)
        }
      }
      if let oddity { note(oddity) }
      if isWhole { outcome.digest = tar.finish() }
      trustDigest(over: path)
    } catch {
      // All of the tar may have come out before the end of the gzip stream turned out bad.
      let digest = isWhole ? tar.finish() : nil
      guard let digest, digest == tree.recordedDiffID else { throw error }
      outcome.digest = digest
      trustDigest(over: path)
      note(error)
    }
  }

  /// Where the whole tar has its digest, a checksum of one file that differs is itself what is wrong.
  private mutating func trustDigest(over tarSplit: BytePath) {
    guard let digest = outcome.digest, digest == tree.recordedDiffID else { return }
    for fault in doubted {
      outcome.faults.forget(fault.path, [.contentDiffers])
      note(
        .malformed(
          tarSplit, offset: 0,
          expected: "\(fault.path) to have \(fault.actual ?? ""), not \(fault.expected ?? "")"))
    }
    doubted = []
  }

  /// Reads the name, and adds it to those of the layer unless the replay has done so.
  mutating func ownEntry(
    _ header: TarHeader, _ file: TarSplitFile, layer: UInt8
  ) throws(ReadProblem) -> ProofEntry {
    let place = places.place(of: header.name)
    let role = TarRole(place, header, shape: tree.shape, parent: places.parent)
    let entry = ProofEntry(place: place, role: role, header: header, file: file, isOwn: true)
    if tree.tarForm == .blob || !known.inherits { try add(entry, layer: layer) }
    if header.isSparse, tree.tarForm == .tarSplit || header.sparse == nil {
      note(.sparse(place.path))
    }
    if place.escapes { note(.escapes(header.name)) }
    return entry
  }

  /// Adds an entry to the names, and notes what makes it irregular.
  mutating func add(_ entry: ProofEntry, layer: UInt8) throws(ReadProblem) {
    switch known.names.add(entry.place, entry.role, below: places.ancestors, layer: layer) {
    case .fits: return
    case .duplicate: if entry.isOwn { note(.duplicate(entry.place.path)) }
    case .behindLink:
      if entry.isOwn { note(.behindLink(entry.place.path)) }
      known.hasHiddenEntries = true
    case .tooMany: throw .tooMany(tree.root, limit: NameTable.limit, things: "names")
    }
  }

  mutating func note(_ irregularity: Irregularity) {
    let known = outcome.irregularity
    let isWorse = irregularity.hidesEntries && known?.hidesEntries == false
    if known == nil || isWorse { outcome.irregularity = irregularity }
  }

  mutating func note(_ problem: ReadProblem) {
    if outcome.problems.count < Self.problemLimit { outcome.problems.append(problem) }
  }

  mutating func add(_ fault: EntryFault) { outcome.faults.add(fault) }
}

/// One entry of a tar and where it belongs.
struct ProofEntry {
  let place: TarPlace
  let role: TarRole
  let header: TarHeader
  let file: TarSplitFile
  /// Of the layer's own tar, not of an ancestor's.
  let isOwn: Bool

  var path: BytePath { place.path }
}

/// What a proof leaves for the walk of the same layer.
struct ProvenTree: Sendable {
  /// Files that were read, so that no byte is read twice; empty where no file is hashed by itself.
  var digests: [FileIdentity: Digest] = [:]
  var names = LayerNames()
  /// Whether ``names`` has those of all ancestors, too.
  var inherits = false
  /// Whether some entries were unpacked where their names do not say.
  var hasHiddenEntries = false
  /// Whether the tar's digest stands for the files', so that the walk hashes none.
  var replacesFingerprint = false

  /// Beyond this many, files are read again by the walk; memory stays bounded.
  static let digestLimit = 200_000
}

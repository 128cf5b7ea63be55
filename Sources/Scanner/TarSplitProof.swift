internal import Archives
internal import FileAccess
internal import Hashing
internal import LayerModel

/// Proves one layer against its tar-split: puts the tar together again from the layer's own files,
/// and holds every header against the disk.
///
/// Nothing is mounted and no link is followed: every name is opened below the layer's directory.
struct TarSplitProof: ~Copyable {
  struct Outcome: Sendable {
    var faults: [EntryFault] = []
    var faultsLeftOut = 0
    /// Sum of the sizes of all entries.
    var size = ByteCount(0)
    /// Of the tar; `nil` when a file's content could not be put in its place.
    var digest: Digest?
    var entries = 0
    var files = 0
    var problem: ReadProblem?
    var known = ProvenTree()
  }

  private let tree: ScanTree
  private let tar = SHA256Hash()
  private(set) var outcome = Outcome()
  private var isWhole = true

  /// A tar-split of more JSON than this is not read.
  private static let inflatedLimit: ByteCount = 8_589_934_592

  init(_ tree: ScanTree) { self.tree = tree }

  mutating func run(
    _ path: BytePath, in root: borrowing Directory, tools: inout WorkerTools,
    progress: ScanProgress
  ) {
    do throws(ReadProblem) {
      let source = try root.file(path)
      var walk = TarSplitWalk(of: path, inflatedLimit: Self.inflatedLimit)
      var chunk = [UInt8](repeating: 0, count: 65_536)
      while let step = try walk.next(from: { () throws(ReadProblem) -> [UInt8]? in
        let count = try source.read(into: &chunk)
        return count == 0 ? nil : Array(chunk[..<count])
      }) {
        switch step {
        case .bytes(let bytes): tar.update(bytes)
        case .entry(let header, let file):
          try check(header, file, in: root, tools: &tools, progress: progress)
        }
      }
      if isWhole { outcome.digest = tar.finish() }
    } catch {
      outcome.problem = error
    }
  }

  private mutating func check(
    _ header: TarHeader, _ file: TarSplitFile, in root: borrowing Directory,
    tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) {
    outcome.entries += 1
    outcome.size.add(file.size)
    let path = header.name.cleaned
    outcome.known.names.insert(path)
    if file.isLossy {
      add(
        EntryFault(.lossyName, path: path, expected: "the name's bytes", actual: "U+FFFD for some"))
    }
    guard header.kind != .unknown, !isHiddenWhiteout(path) else {
      if file.size > 0 { isWhole = false }
      return
    }
    let place = tree.root.appending(path)
    let status: FileStatus?
    do throws(ReadProblem) {
      status = path.isEmpty ? try root.status(tree.root) : try root.statusIfPresent(place)
    } catch {
      // A file or link stands where the tar has a directory.
      guard case .wrongKind = error else { throw error }
      status = nil
    }
    guard let status else {
      isWhole = isWhole && file.size == 0
      return add(EntryFault(.missing, path: path, expected: header.summary, actual: "nothing"))
    }
    guard status.kind == header.kind else {
      isWhole = isWhole && file.size == 0
      return add(
        EntryFault(
          .kindDiffers, path: path, expected: header.kind.rawValue, actual: status.kind.rawValue))
    }
    if file.size > 0 {
      try readContent(file, at: place, path: path, root: root, tools: &tools, progress: progress)
    }
    try compare(header, status, path: path, root: root)
  }

  /// Whiteouts are names in the tar, but not on disk where a layer is a whole file system.
  private func isHiddenWhiteout(_ path: BytePath) -> Bool {
    tree.shape == .wholeTree && path.lastComponent.hasPrefix(".wh.")
  }

  /// Streams one file into the tar's digest, its own, and the CRC.
  private mutating func readContent(
    _ file: TarSplitFile, at place: BytePath, path: BytePath, root: borrowing Directory,
    tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) {
    let source = try root.file(place)
    guard source.status.size == file.size else {
      isWhole = false
      return add(
        EntryFault(
          .sizeDiffers, path: path, expected: "\(file.size) bytes",
          actual: "\(source.status.size) bytes", flags: "S.5......"))
    }
    let found = try tools.digests(of: source, also: tar, progress: progress)
    outcome.files += 1
    outcome.known.digests[source.status.identity] = found.digest
    if let expected = file.crc64, expected != found.crc {
      add(
        EntryFault(
          .contentDiffers, path: path, expected: "CRC-64 \(String(expected, radix: 16))",
          actual: "CRC-64 \(String(found.crc, radix: 16))", flags: "..5......"))
    }
  }

  /// Holds what the header says of the entry against the disk.
  private mutating func compare(
    _ header: TarHeader, _ status: FileStatus, path: BytePath, root: borrowing Directory
  ) throws(ReadProblem) {
    let place = tree.root.appending(path)
    var differences: [(letter: Character, expected: String, actual: String)] = []
    if header.isHardLink {
      let target = try root.statusIfPresent(tree.root.appending(header.linkName.cleaned))
      if target?.identity != status.identity {
        differences.append(("L", "a hard link to \(header.linkName)", "a file of its own"))
      }
    } else {
      differences += header.differences(from: status)
      if status.kind == .symlink {
        let target = try root.linkTarget(place)
        if target != header.linkName {
          differences.append(("L", "\(header.linkName)", "\(target)"))
        }
      }
      if let difference = try attributeDifference(header, at: place, root: root) {
        differences.append(difference)
      }
    }
    if !differences.isEmpty {
      add(
        EntryFault(
          .metadataDiffers, path: path,
          expected: differences.map(\.expected).joined(separator: ", "),
          actual: differences.map(\.actual).joined(separator: ", "),
          flags: Self.flags(differences.map(\.letter))))
    } else if status.kind == .regular, !header.isHardLink, status.links == 1,
      status.modified.seconds != header.modified.seconds
    {
      add(
        EntryFault(
          .timestampDiffers, path: path, expected: header.modified.text,
          actual: status.modified.text, flags: Self.flags(["T"])))
    }
  }

  private func attributeDifference(
    _ header: TarHeader, at place: BytePath, root: borrowing Directory
  ) throws(ReadProblem) -> (letter: Character, expected: String, actual: String)? {
    let there: [ExtendedAttribute]
    do throws(SystemError) {
      there = try root.attributesOfEntry(place).filter { !CanonicalEntry.isHostAttribute($0.name) }
    } catch {
      throw error.problem(at: place)
    }
    let expected = header.attributes.filter { !CanonicalEntry.isHostAttribute($0.name) }
    let isSame =
      there.count == expected.count
      && zip(there, expected).allSatisfy { $0.name == $1.name && $0.value == $1.value }
    guard !isSame else { return nil }
    func names(_ list: [BytePath]) -> String {
      list.isEmpty ? "no attributes" : list.map(\.description).joined(separator: " ")
    }
    return ("X", names(expected.map(\.name)), names(there.map(\.name)))
  }

  private static func flags(_ letters: [Character]) -> String {
    String("SM5DLUGTX".map { letters.contains($0) ? $0 : "." })
  }

  private mutating func add(_ fault: EntryFault) {
    if outcome.faults.count < EntryFault.limit {
      outcome.faults.append(fault)
    } else {
      outcome.faultsLeftOut += 1
    }
  }
}

/// What a proof leaves for the walk of the same layer.
struct ProvenTree: Sendable {
  /// Files that were read, so that no byte is read twice.
  var digests: [FileIdentity: Digest] = [:]
  /// Every name of the tar.
  var names: Set<BytePath> = []
}

extension TarHeader {
  fileprivate var summary: String {
    "\(kind.rawValue) \(String(mode, radix: 8)) \(owner):\(group)"
      + (kind == .regular ? " \(size) bytes" : "")
  }

  /// Mode, owner, group and device, where the kind has them.
  fileprivate func differences(
    from status: FileStatus
  ) -> [(letter: Character, expected: String, actual: String)] {
    var differences: [(Character, String, String)] = []
    if kind != .symlink, mode != status.mode {
      differences.append(
        ("M", "mode \(String(mode, radix: 8))", "mode \(String(status.mode, radix: 8))"))
    }
    if owner != Int64(status.owner) {
      differences.append(("U", "owner \(owner)", "owner \(status.owner)"))
    }
    if group != Int64(status.group) {
      differences.append(("G", "group \(group)", "group \(status.group)"))
    }
    let isDevice = kind == .characterDevice || kind == .blockDevice
    if isDevice,
      deviceMajor != Int64(status.deviceMajor) || deviceMinor != Int64(status.deviceMinor)
    {
      differences.append(
        (
          "D", "device \(deviceMajor):\(deviceMinor)",
          "device \(status.deviceMajor):\(status.deviceMinor)"
        ))
    }
    return differences
  }
}

extension BytePath {
  /// A tar's name as a path below the layer's root: without `.`, empty components and slashes at
  /// the ends.
  fileprivate var cleaned: BytePath {
    components.filter { $0 != "." }.reduce(BytePath([])) { $0.appending($1) }
  }
}

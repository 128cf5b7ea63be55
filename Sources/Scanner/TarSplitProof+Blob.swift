internal import Archives
internal import FileAccess
internal import LayerModel

/// Layers whose tar is kept as a blob: contents are compared with it byte by byte.
extension TarSplitProof {
  /// Holds one entry against the disk; its content follows.
  mutating func take(
    _ entry: TarWalk.Entry, tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) {
    let header = entry.header
    let file = TarSplitFile(
      name: header.name, isLossy: false, size: header.sparse?.realSize ?? header.contentSize,
      crc64: nil)
    outcome.entries += 1
    outcome.size.add(file.size)
    let own = try ownEntry(header, file, layer: ownLayer)
    noteOwners(of: own)
    try check(own, layer: ownLayer, tools: &tools, progress: progress)
    // No content will follow that ends the comparison of a file of nothing but holes.
    if entry.storedSize == 0 { endComparison(tools: &tools, progress: progress) }
  }

  /// Takes the next bytes of the last entry's content.
  mutating func compare(
    _ piece: ArraySlice<UInt8>, tools: inout WorkerTools, progress: ScanProgress
  ) {
    guard comparison != nil else { return }
    do throws(ReadProblem) {
      if let offset = try comparison?.take(piece, tools: &tools, progress: progress) {
        endComparison(differingAt: offset)
      }
    } catch {
      abandonComparison(error)
    }
  }

  mutating func endComparison(tools: inout WorkerTools, progress: ScanProgress) {
    guard comparison != nil else { return }
    do throws(ReadProblem) {
      if let offset = try comparison?.finish(tools: &tools, progress: progress) {
        return endComparison(differingAt: offset)
      }
      outcome.files += 1
      comparison = nil
    } catch {
      abandonComparison(error)
    }
  }

  private mutating func endComparison(differingAt offset: Int64) {
    if let path = comparison?.takePath() {
      add(
        EntryFault(
          .contentDiffers, path: path, expected: "the bytes that the layer's blob has",
          actual: "other bytes from offset \(offset) on", flags: "..5......"))
    }
    outcome.files += 1
    comparison = nil
  }

  private mutating func abandonComparison(_ problem: ReadProblem) {
    comparison = nil
    note(problem)
  }

  /// The whole tar was compared, and it is the one that the layer was unpacked from.
  mutating func conclude(
    _ blob: BlobMeasurement, tools: inout WorkerTools, progress: ScanProgress
  ) {
    outcome.leavesInherited = tree.shape == .wholeTree && !known.inherits
    outcome.digest = blob.diffID
    outcome.streamSize = blob.inflated ?? 0
    for link in links.links where link.isSevered {
      do throws(ReadProblem) {
        try settleSevered(link, tools: &tools, progress: progress)
      } catch {
        note(error)
      }
    }
    settle()
  }
}

/// A file of a layer beside its content in the layer's blob.
struct ContentComparison: ~Copyable {
  private let path: BytePath
  private let file: RegularFile
  private var expansion: TarSparseExpansion?
  /// Bytes that are the same so far.
  private var position: Int64 = 0
  private var given: Int64 = 0

  private static let zeros = [UInt8](repeating: 0, count: 1 << 16)

  init(_ file: consuming RegularFile, at path: BytePath, sparse: TarSparseMap?) {
    self.path = path
    self.file = file
    expansion = sparse.map { TarSparseExpansion($0) }
  }

  mutating func takePath() -> BytePath { path }

  /// Where the file differs; `nil` while it does not.
  mutating func take(
    _ piece: ArraySlice<UInt8>, tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) -> Int64? {
    guard expansion != nil else { return try compare(piece, &tools, progress) }
    let pieces = try expanded { (expansion) throws(TarError) in try expansion.feed(piece) }
    return try compare(pieces, &tools, progress)
  }

  /// What is left of a sparse file.
  mutating func finish(
    tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) -> Int64? {
    guard expansion != nil else { return nil }
    let pieces = try expanded { (expansion) throws(TarError) in try expansion.finish() }
    return try compare(pieces, &tools, progress)
  }

  private mutating func expanded(
    _ body: (inout TarSparseExpansion) throws(TarError) -> [TarSparseExpansion.Piece]
  ) throws(ReadProblem) -> [TarSparseExpansion.Piece] {
    guard var current = expansion else { return [] }
    defer { expansion = current }
    do throws(TarError) { return try body(&current) } catch {
      throw .notEntered(
        file.path, reason: "its sparse map in the blob is not as expected: \(error.expected)")
    }
  }

  private mutating func compare(
    _ pieces: [TarSparseExpansion.Piece], _ tools: inout WorkerTools, _ progress: ScanProgress
  ) throws(ReadProblem) -> Int64? {
    for piece in pieces {
      switch piece {
      case .bytes(let bytes):
        if let offset = try compare(bytes, &tools, progress) { return offset }
      case .zeros(var count):
        while count > 0 {
          let part = Self.zeros.prefix(Int(clamping: count))
          if let offset = try compare(part, &tools, progress) { return offset }
          count -= Int64(part.count)
        }
      }
    }
    return nil
  }

  private mutating func compare(
    _ piece: ArraySlice<UInt8>, _ tools: inout WorkerTools, _ progress: ScanProgress
  ) throws(ReadProblem) -> Int64? {
    if let offset = try tools.firstDifference(of: file, from: piece, progress: progress) {
      return position + Int64(offset)
    }
    position += Int64(piece.count)
    given = file.giveBack(upTo: position, from: given)
    return nil
  }
}

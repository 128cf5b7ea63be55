internal import Archives
internal import FileAccess
internal import LayerModel

/// Archives whose members are blobs.
extension ScanWorker {
  /// Of members that lie over each other, which no tar has, this many are read at a time.
  private static let mostAtOnce = 16
  private static let pieceSize = 1 << 17

  /// Leaves the members of a plain archive to all workers, and reads a compressed one from its
  /// start to its end.
  mutating func readArchive() {
    let members = state.blobs.indices.filter { state.blobs[$0].claim.place != .file }
    do throws(ReadProblem) {
      let archive = try RegularFile.openRoot(state.root, stop: state.progress.stopFlag)
      var sniffer = BlobInflater()
      sniffer.feed(try archive.next(at: 0, upTo: BlobInflater.magicLength))
      if sniffer.compression == BlobInflater.Compression.none {
        return state.frontier.push(members.map { .blob($0) })
      }
      try stream(archive, members: members)
    } catch {
      blobProblems.append(error.ofVanished)
      for path in members.flatMap({ state.blobs[$0].paths }) where blobs[path] == nil {
        blobs[path] = BlobMeasurement(unread: error.detail)
      }
    }
  }

  private struct Member {
    let work: BlobWork
    let range: Range<Int64>
    let reading: BlobReading
  }

  private mutating func stream(
    _ archive: borrowing RegularFile, members: [Int]
  ) throws(ReadProblem) {
    archive.adviseSequential()
    var waiting = members.compactMap { index in state.blobs[index].range.map { (index, $0) } }
      .sorted { ($0.1.lowerBound, $0.0) > ($1.1.lowerBound, $1.0) }
    var active: [Member] = []
    var inflater = BlobInflater(length: archive.status.size, mayGrow: { true })
    var position: Int64 = 0
    var given: Int64 = 0
    while true {
      let piece = try archive.next(upTo: Self.pieceSize)
      given = archive.giveBack(upTo: inflater.fed.value, from: given)
      tools.count(bytes: Int64(piece.count), progress: state.progress)
      do throws(InflateError) {
        if piece.isEmpty { try inflater.finish() } else { inflater.feed(piece) }
        while let chunk = try inflater.next() {
          if state.progress.isStopped { break }
          let end = position + Int64(chunk.count)
          for member in active { feed(chunk, at: position, to: member) }
          for member in active where member.range.upperBound <= end { finish(member) }
          active.removeAll { $0.range.upperBound <= end }
          start(&waiting, with: chunk, from: position, to: end, &active)
          position = end
        }
      } catch {
        throw error.problem(of: state.root, after: inflater.fed)
      }
      if state.progress.isStopped { throw .stopped(state.root) }
      if piece.isEmpty { break }
    }
    // The archive ended early: digests tell.
    start(&waiting, with: [], from: position, to: .max, &active)
    for member in active { finish(member) }
    if state.progress.isStopped { throw .stopped(state.root) }
  }

  /// Begins with the members that begin in a piece; those that end in it, too, are done then.
  private mutating func start(
    _ waiting: inout [(Int, Range<Int64>)], with chunk: [UInt8], from position: Int64,
    to end: Int64, _ active: inout [Member]
  ) {
    while let (index, range) = waiting.last, range.lowerBound < end {
      waiting.removeLast()
      let work = state.blobs[index]
      guard active.count < Self.mostAtOnce else {
        for path in work.paths {
          blobs[path] = BlobMeasurement(unread: "too many members lie over each other")
        }
        continue
      }
      let member = Member(
        work: work, range: range, reading: BlobReading(work, proofs: [], of: state))
      feed(chunk, at: position, to: member)
      if range.upperBound <= end { finish(member) } else { active.append(member) }
    }
  }

  private mutating func feed(_ chunk: [UInt8], at position: Int64, to member: Member) {
    let lower = Int(clamping: max(0, member.range.lowerBound - position))
    let upper = Int(clamping: min(Int64(chunk.count), member.range.upperBound - position))
    guard lower < upper else { return }
    let piece = lower == 0 && upper == chunk.count ? chunk : Array(chunk[lower..<upper])
    member.reading.feed(piece, tools: &tools, progress: state.progress)
  }

  /// A member that was cut short by a stop is not read, rather than short.
  private mutating func finish(_ member: Member) {
    guard !state.progress.isStopped else { return }
    finish(member.reading, nil, proofs: [], of: member.work)
  }
}

extension BlobWork {
  fileprivate var range: Range<Int64>? {
    guard case .member(let offset, let length) = claim.place, offset >= 0, length >= 0 else {
      return nil
    }
    return offset..<max(offset, offset.addingReportingOverflow(length).partialValue)
  }
}

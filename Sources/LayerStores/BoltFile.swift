internal import Bolt
internal import FileAccess
internal import LayerModel

/// A bbolt database of a store, as far as it could be read.
///
/// A daemon may hold it open and write to it meanwhile: it is neither locked nor copied.
struct BoltFile<Content> {
  var document: DocumentClaim
  /// `nil` unless the whole database could be read.
  var content: Content?
  /// Nothing for a database that is missing or empty, which the document's state says.
  var problems: [ReadProblem] = []

  /// Checks the whole database, then calls `body` on it; both again when a commit came between.
  init(
    _ kind: String, at path: BytePath, in root: borrowing Directory,
    limits: BoltLimits = BoltLimits(),
    _ body: (BoltTransaction<ReadProblem>) throws(BoltError<ReadProblem>) -> Content
  ) {
    document = DocumentClaim(kind: kind, path: path, state: "ok")
    do {
      let file = try root.file(path)
      let source: BoltSource<ReadProblem> = { (offset, count) throws(ReadProblem) in
        try file.read(at: offset, count: count)
      }
      try read(source, at: path, limits, body)
    } catch {
      document.state = error.documentState
      if error != .missing(path) { problems.append(error) }
    }
  }

  /// What is read of a database before any of it is looked at; a larger one is read page by page.
  private static var mostCopied: Int { 32 << 20 }

  private static func source(of bytes: [UInt8]) -> BoltSource<ReadProblem> {
    func read(_ offset: Int, _ count: Int) throws(ReadProblem) -> [UInt8] {
      Array(bytes.dropFirst(max(0, offset)).prefix(max(0, count)))
    }
    return read
  }

  /// What is wrong with the meta that does not count, and of which commit either is.
  private static func rejected(by transaction: BoltTransaction<ReadProblem>) -> BoltDamage? {
    guard let damage = transaction.rejectedMeta else { return nil }
    let claimed = transaction.rejectedNumber.map { "commit \($0)" } ?? "no commit"
    return damage.place.damage(
      "\(damage.expected); it says \(claimed), and commit \(transaction.number) counts")
  }

  private mutating func read(
    _ source: @escaping BoltSource<ReadProblem>, at path: BytePath, _ limits: BoltLimits,
    _ body: (BoltTransaction<ReadProblem>) throws(BoltError<ReadProblem>) -> Content
  ) throws(ReadProblem) {
    do {
      var steady = source
      if let bytes = try BoltTransaction<ReadProblem>.copy(from: source, limit: Self.mostCopied) {
        steady = Self.source(of: bytes)
      }
      let (result, rejected) = try BoltTransaction.read(from: steady, limits: limits) {
        (transaction) throws(BoltError<ReadProblem>) in
        try transaction.check()
        return (try body(transaction), Self.rejected(by: transaction))
      }
      content = result
      // The daemon goes on with the other meta, so that the database counts as good.
      if let rejected { problems.append(rejected.problem(at: path)) }
    } catch {
      switch error {
      case .empty: document.state = "empty"
      case .source(let problem): throw problem
      case .damaged(let damage): throw damage.problem(at: path)
      case .tooLarge(let limit): throw .tooLarge(path, limit: ByteCount(clamping: limit))
      case .keptChanging: throw .changedWhileReading(path)
      }
    }
  }
}

extension BoltDamage {
  fileprivate func problem(at path: BytePath) -> ReadProblem {
    .malformed(path, offset: place.offset, expected: "\(expected) (page \(place.page))")
  }
}

extension ReadProblem {
  /// The word of ``DocumentClaim/state``, of which there are fewer than causes.
  fileprivate var documentState: String {
    switch self {
    case .changedWhileReading, .notEntered, .hidden: "unreadable"
    default: cause
    }
  }
}

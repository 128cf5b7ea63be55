extension BoltTransaction {
  /// Reads a database that its owner may be writing to, without a lock.
  ///
  /// A commit may use any page that the commit before it did not need, so what `body` read belongs
  /// together exactly when no commit came between. The metas are compared, and `body` is called
  /// again if they moved; whatever it found or threw before is then forgotten.
  ///
  /// Source: bbolt `db.go`, `beginRWTx` and `freePages`; `tx.go`, `Commit`, which writes pages
  /// first and the meta last.
  ///
  /// - Throws: what `body` throws; ``BoltError/keptChanging(attempts:)`` if no attempt was left
  ///   alone by the owner.
  package static func read<Result>(
    from source: @escaping BoltSource<Failure>, limits: BoltLimits = BoltLimits(),
    attempts: Int = 200,
    _ body: (BoltTransaction) throws(BoltError<Failure>) -> Result
  ) throws(BoltError<Failure>) -> Result {
    for _ in 0..<attempts {
      let metas = try metas(in: try head(of: source))
      let outcome = attempt { () throws(BoltError<Failure>) in
        try body(try BoltTransaction(metas, source, limits))
      }
      if metas.isUnchanged(in: try head(of: source)) { return try outcome.get() }
    }
    throw .keptChanging(attempts: attempts)
  }

  /// The pages of one commit, read at once; `nil` for a database of more than `limit` bytes.
  ///
  /// Under an owner that commits all the time this ends where ``read(from:limits:attempts:_:)`` may
  /// not: nothing is parsed between the two looks at the metas.
  ///
  /// - Throws: as ``read(from:limits:attempts:_:)``.
  package static func copy(
    from source: BoltSource<Failure>, limit: Int, attempts: Int = 200
  ) throws(BoltError<Failure>) -> [UInt8]? {
    for _ in 0..<attempts {
      let metas = try metas(in: try head(of: source))
      let length = Int(clamping: metas.current.pageCount)
        .multipliedReportingOverflow(by: metas.current.pageSize)
      guard !length.overflow, length.partialValue <= limit else { return nil }
      let bytes: [UInt8]
      do {
        bytes = try source(0, max(length.partialValue, BoltMetas.headSize))
      } catch {
        throw .source(error)
      }
      if metas.isUnchanged(in: try head(of: source)) { return bytes }
    }
    throw .keptChanging(attempts: attempts)
  }

  private static func attempt<Result>(
    _ body: () throws(BoltError<Failure>) -> Result
  ) -> Swift.Result<Result, BoltError<Failure>> {
    do { return .success(try body()) } catch { return .failure(error) }
  }

  private static func head(of source: BoltSource<Failure>) throws(BoltError<Failure>) -> [UInt8] {
    do { return try source(0, BoltMetas.headSize) } catch { throw .source(error) }
  }

  private static func metas(in head: [UInt8]) throws(BoltError<Failure>) -> BoltMetas {
    guard !head.isEmpty else { throw .empty }
    do { return try BoltMetas(head: head) } catch { throw .damaged(error) }
  }
}

internal import Facts
package import LayerModel
internal import Rules
package import Scanner

/// Wires the pipeline: read, scan, compare, tabulate, judge.
package struct Auditor: Sendable {
  private let request: AuditRequest

  package init(_ request: AuditRequest) { self.request = request }

  /// Audits every store at the request's paths.
  ///
  /// `finishedAt` is asked for the time once everything is done.
  package func run(
    progress: ScanProgress, finishedAt: () -> Timestamp
  ) throws(AuditFailure) -> AuditReport {
    let stores = try Stores.read(at: request.paths).map { measure($0, progress: progress) }
    let findings = try judge(stores)
    let endedAt = finishedAt()
    return AuditReport(
      toolVersion: Version.text, rulesDigest: request.rules.digest, runID: request.runID,
      host: request.host, startedAt: request.now, endedAt: endedAt, level: request.level,
      isComplete: stores.allSatisfy(Completeness.isComplete), stores: stores, findings: findings,
      bytesRead: stores.reduce(0) { $0.adding($1.measurements.bytesRead) },
      duration: endedAt.seconds(since: request.now))
  }

  private func measure(_ record: StoreRecord, progress: ScanProgress) -> StoreReport {
    let scanner = Scanner(workers: request.workers)
    var measurements = scanner.scan(record, level: request.level, progress: progress)
    if let baseline = request.baseline {
      BaselineComparison(baseline: baseline, record: record, scanner: scanner)
        .apply(to: &measurements)
    }
    return StoreReport(
      record: record, measurements: measurements, ledger: Ledger(of: record, measurements))
  }

  private func judge(_ stores: [StoreReport]) throws(AuditFailure) -> [Finding] {
    do {
      let tables = try FactTables()
      for store in stores {
        try tables.insert(
          store.record, store.measurements, level: request.level, now: request.now.seconds)
      }
      return try request.rules.evaluate(
        tables, level: request.level, hasBaseline: request.baseline != nil,
        day: String(request.now.text.prefix(10)))
    } catch let error as FactQueryError where error.rule != nil {
      throw .rule(error.message)
    } catch {
      throw .internalError("\(error)")
    }
  }
}

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
  /// `rest` waits while a daemon is at work; `finishedAt` is asked for the time once everything is
  /// done.
  package func run(
    progress: ScanProgress, rest: () -> Void = {}, finishedAt: () -> Timestamp
  ) throws(AuditFailure) -> AuditReport {
    let records = try Stores.read(at: request.places, stop: progress.stopFlag)
    var stores = records.enumerated().map { number, record in
      measure(record, progress: progress, isOver: endOfTime(of: records.count - number))
    }
    var (judgement, leftOut) = try judge(stores)
    try confirm(&judgement, &leftOut, &stores, progress: progress, rest: rest)
    let lister = FileLister(workers: request.workers, progress: progress)
    if request.listsFiles { stores = stores.map(lister.listed) }
    if request.measuresWaste {
      let measurer = WasteMeasurer(
        workers: request.workers, comparesContents: request.level == .content, progress: progress)
      stores = stores.map(measurer.measured)
    }
    let comparison = request.base.map {
      SizeComparison(of: $0, with: ComparisonSide(name: "", stores: stores), lister: lister)
    }
    if let comparison { try add(comparison, to: &judgement, &leftOut, of: stores) }
    for index in stores.indices { stores[index].measurements.problems += leftOut[index] }
    return report(
      of: stores, judgement, comparison, isStopped: progress.isStopped, endedAt: finishedAt())
  }

  private func report(
    of stores: [StoreReport], _ judgement: Judgement, _ comparison: SizeComparison?,
    isStopped: Bool, endedAt: Timestamp
  ) -> AuditReport {
    var report = AuditReport(
      toolVersion: Version.text, rulesDigest: request.rules.digest, runID: request.runID,
      host: request.host, startedAt: request.now, endedAt: endedAt, level: request.level,
      // What was not found for want of time is in no store's problems.
      isComplete: !isStopped && judgement.isWhole
        && stores.allSatisfy(\.isComplete) && comparison?.isComplete ?? true,
      stores: stores, findings: judgement.findings,
      bytesRead: stores.reduce(0) { $0.adding($1.measurements.bytesRead) },
      duration: endedAt.seconds(since: request.now))
    report.comparison = comparison
    report.goal = request.goal
    report.history = request.history
    return report
  }

  /// Says when the first of so many stores has had its share of the time that is left.
  private func endOfTime(of stores: Int) -> @Sendable () -> Bool {
    guard let left = request.timeLeft else { return { false } }
    let rest = left() * Double(stores - 1) / Double(max(1, stores))
    return { left() <= max(0, rest) }
  }

  /// Judges a comparison too; of the stores nothing is accused that no second look confirmed.
  private func add(
    _ comparison: SizeComparison, to judgement: inout Judgement,
    _ leftOut: inout [[AttributedProblem]], of stores: [StoreReport]
  ) throws(AuditFailure) {
    let things = AccusedThings(stores)
    let confirmed = Set(judgement.findings.map(things.key))
    (judgement, leftOut) = try judge(stores, comparison)
    judgement.findings.removeAll { finding in
      finding.severity > .note && !FactSchema.isOfComparison(finding.subject.kind)
        && !confirmed.contains(things.key(of: finding))
    }
  }

  /// Compares two sides of which the second is no store: what a report tells cannot be audited.
  package func compare(
    _ base: ComparisonSide, with side: ComparisonSide, lister: FileLister,
    finishedAt: () -> Timestamp
  ) throws(AuditFailure) -> AuditReport {
    let comparison = SizeComparison(of: base, with: side, lister: lister)
    let (judgement, _) = try judge([], comparison)
    return report(
      of: [], judgement, comparison, isStopped: lister.isStopped, endedAt: finishedAt())
  }

  /// Keeps of the accusations those that still hold when the accused is read again, and tries again
  /// what could not be read.
  ///
  /// A store that a daemon works in is read again until two readings agree, a few times at most.
  private func confirm(
    _ judgement: inout Judgement, _ leftOut: inout [[AttributedProblem]],
    _ stores: inout [StoreReport], progress: ScanProgress, rest: () -> Void
  ) throws(AuditFailure) {
    let look = SecondLook(request, progress: progress)
    // What only the last reading called damaged.
    var unconfirmed: [Finding] = []
    for round in 0..<SecondLook.mostRounds where round < SecondLook.rounds || !unconfirmed.isEmpty {
      var accusations: [String: SecondLook.Accused] = [:]
      for finding in judgement.findings + unconfirmed
      where finding.severity > .note && finding.subject.kind != "rule_cut" {
        accusations[finding.store, default: .init()].add(finding)
      }
      let accused = stores.indices.filter {
        accusations[stores[$0].record.location.id] != nil || !stores[$0].isComplete
      }
      guard !accused.isEmpty, !progress.isStopped else { break }
      let known = Set((judgement.findings + unconfirmed).map(AccusedThings(stores).key))
      let before = accused.map { stores[$0].record }
      let isAtWork = before.contains(where: look.isAtWork)
      if isAtWork { rest() }
      for index in accused {
        stores[index] = look.again(
          stores[index], accused: accusations[stores[index].record.location.id] ?? .init())
      }
      unconfirmed = try judgeAgain(&judgement, &leftOut, stores, known: known)
      if !isAtWork, unconfirmed.isEmpty, accused.map({ stores[$0].record }) == before { return }
    }
    guard !unconfirmed.isEmpty else { return }
    let things = AccusedThings(stores)
    let confirmed = judgement.findings.filter { $0.severity > .note && things.isOfDamage($0) }
    let known = Set(judgement.findings.map(things.key))
    for index in stores.indices {
      let id = stores[index].record.location.id
      stores[index] = look.leaving(
        unconfirmed.filter { $0.store == id }, but: confirmed.filter { $0.store == id },
        of: stores[index])
    }
    _ = try judgeAgain(&judgement, &leftOut, stores, known: known)
  }

  /// Judges what was read again.
  ///
  /// - Returns: of the accusations that are not `known`, which the judgement is left without, those of
  ///   what is called damaged.
  private func judgeAgain(
    _ judgement: inout Judgement, _ leftOut: inout [[AttributedProblem]], _ stores: [StoreReport],
    known: Set<AccusedThings.Key>
  ) throws(AuditFailure) -> [Finding] {
    // Two judgements at a time would take twice the memory.
    judgement.findings = []
    let now = AccusedThings(stores)
    (judgement, leftOut) = try judge(stores)
    func isNew(_ finding: Finding) -> Bool {
      finding.severity > .note && !known.contains(now.key(of: finding))
        && !now.tellsOfUnread(finding)
    }
    let new = judgement.findings.filter(isNew)
    if !new.isEmpty { judgement.findings.removeAll(where: isNew) }
    return new.filter(now.isOfDamage)
  }

  private func measure(
    _ record: StoreRecord, progress: ScanProgress, isOver: @escaping @Sendable () -> Bool
  ) -> StoreReport {
    let scanner = Scanner(workers: request.workers)
    var measurements: StoreMeasurements
    if request.goal.isAll || request.level < .content {
      measurements = scanner.scan(record, level: request.level, progress: progress)
    } else {
      measurements = PlannedScan(
        record: record, goal: request.goal, past: request.past ?? PastReadings(),
        now: request.now.seconds
      ).run(scanner, progress: progress, isOver: isOver)
    }
    if let baseline = request.baseline {
      BaselineComparison(baseline: baseline, record: record, scanner: scanner)
        .apply(to: &measurements)
    }
    measurements.noteReadings(of: record.location, past: request.past, now: request.now)
    return StoreReport(
      record: record, measurements: measurements, ledger: Ledger(of: record, measurements))
  }

  /// What the rules make of the stores, and of each what there was no room for in the tables.
  private func judge(
    _ stores: [StoreReport], _ comparison: SizeComparison? = nil
  ) throws(AuditFailure) -> (Judgement, leftOut: [[AttributedProblem]]) {
    do {
      let tables = try FactTables(rowLimit: request.factRows)
      if let comparison { try tables.insert(comparison) }
      if let history = request.history, let store = stores.first?.record.location {
        try tables.insert(history, of: store, now: request.now.seconds)
      }
      let leftOut = try stores.map {
        try tables.insert(
          $0.record, $0.measurements, level: request.level, now: request.now.seconds)
      }
      let judgement = try request.rules.evaluate(
        tables, level: request.level, hasBaseline: request.baseline != nil,
        day: String(request.now.text.prefix(10)))
      return (judgement, leftOut)
    } catch let error as FactQueryError where error.rule != nil {
      throw .rule(error.message)
    } catch {
      throw .internalError("\(error)")
    }
  }
}

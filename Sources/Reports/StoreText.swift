import LayerModel

/// The summary of one store: what it holds, how much of it is proven, what was not read.
struct StoreText {
  private static let problemLimit = 10

  private let options: TextOptions

  init(_ options: TextOptions) { self.options = options }

  func lines(_ store: StoreReport, of report: AuditReport) -> [String] {
    let live = store.record.isLive ? "  (in use by a daemon)" : ""
    let name = options.paint(EscapedText.terminal(store.record.location.id), .bold)
    return ["Store " + name + live]
      + [
        ("layers", layers(store.record)),
        ("images", images(store)),
        ("containers", String(store.record.containers.count)),
      ].map(row) + blobs(store.record) + disk(store) + coverage(store, report.level)
      + readings(store, of: report) + orphans(store)
      + problems(store) + [""]
  }

  private func row(_ name: String, _ value: String) -> String {
    "  " + name.padded(to: 11) + " " + value
  }

  private func layers(_ record: StoreRecord) -> String {
    let roles: [(LayerClaim.Role, String)] = [
      (.image, "of images"), (.container, "of containers"), (.containerInit, "container-init"),
      (.buildCache, "of the build cache"), (.unclaimed, "named by nothing"),
    ]
    let parts = roles.compactMap { role, word in
      let count = record.layers.count { $0.role == role }
      return count > 0 ? "\(count) \(word)" : nil
    }
    return "\(record.layers.count)" + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", "))
  }

  private func images(_ store: StoreReport) -> String {
    let images = store.record.images
    let names = images.reduce(0) { $0 + $1.names.count }
    let broken = images.count { !$0.isComplete }
    return "\(images.count), \(counted(names, "name"))"
      + (broken > 0 ? ", \(broken) with a broken chain" : "")
  }

  /// A blob may be several things; it is counted as what needs it most.
  private func blobs(_ record: StoreRecord) -> [String] {
    let there = record.blobs.filter { $0.state != "missing" }
    guard !record.blobs.isEmpty else { return [] }
    let roles: [(BlobClaim.Role, String, String)] = [
      (.layer, "layer", "layers"), (.config, "configuration", "configurations"),
      (.manifest, "manifest", "manifests"), (.index, "index", "indexes"),
      (.artifact, "artifact", "artifacts"),
    ]
    var parts: [String] = []
    var counted = 0
    for (role, one, many) in roles {
      let count = there.count { blob in
        blob.roles.contains(role) && roles.first { blob.roles.contains($0.0) }?.0 == role
      }
      counted += count
      if count > 0 { parts.append("\(count) \(count == 1 ? one : many)") }
    }
    if there.count > counted { parts.append("\(there.count - counted) that nothing names") }
    let bytes = there.reduce(ByteCount(0)) { $0.adding($1.size ?? 0) }
    return [
      row(
        "blobs",
        "\(there.count), \(options.size(bytes))"
          + (parts.isEmpty ? "" : ": " + parts.joined(separator: ", ")))
    ]
  }

  private func disk(_ store: StoreReport) -> [String] {
    var recorded = ByteCount(0)
    var allocated: ByteCount?
    for layer in store.record.layers {
      if let size = layer.recordedSize, size >= 0 { recorded.add(size) }
      if let totals = store.measurements.layers[layer.id]?.totals {
        allocated = (allocated ?? 0).adding(totals.allocated)
      }
    }
    // Layers that are kept as blobs have no other size than those.
    let isPacked = store.record.layers.contains { $0.contentState == "packed" }
    let sizes = row(
      "sizes", "\(options.size(recorded)) recorded, \(options.size(allocated)) in layers on disk")
    return (isPacked && allocated ?? 0 == 0 ? [] : [sizes]) + ledger(store.ledger)
  }

  /// A sum: what the file system holds, and the parts that should add up to it.
  private func ledger(_ ledger: Ledger) -> [String] {
    let parts =
      [("on the file system", ledger.diskUsed)]
      + LedgerClass.allCases.map { ($0.title, ledger[$0].flatMap { $0 == 0 ? nil : $0 }) }
    var table = TextTable([.init("", .right), .init("")])
    table.showsTitles = false
    table.rows = parts.compactMap { name, count in count.map { [options.size($0), name] } }
    let lines =
      table.lines().enumerated().map { row($0 == 0 ? "disk" : "", $1) }
      + ledger.sharingLines(options.size).map { row("", $0) }
    guard !ledger.gaps.isEmpty else { return lines }
    return lines + [row("", "and what is in \(counted(ledger.gaps.count, "place")) not counted")]
  }

  /// Never says healthy of what no digest proves.
  private func coverage(_ store: StoreReport, _ level: AuditLevel) -> [String] {
    var layers = Coverage()
    layers.add(layersOf: store)
    var blobs = Coverage()
    blobs.add(blobsOf: store)
    return coverage("content", layers, level) + coverage("of blobs", blobs, level)
  }

  private func coverage(_ title: String, _ coverage: Coverage, _ level: AuditLevel) -> [String] {
    let words: [(Verification, String)] = [
      (.verified, "verified: the recorded digest was reproduced"),
      (.damaged, "DAMAGED: the recorded digest was not reproduced"),
      (.unverifiable, "unverifiable: intact or not, no digest proves it"),
      (.notRead, level < .content ? "not read: level \(level.rawValue)" : "not read"),
    ]
    var lines: [String] = []
    for (verification, word) in words where coverage[verification] > 0 {
      lines.append(row(lines.isEmpty ? title : "", "\(coverage[verification]) \(word)"))
      let reasons = coverage.reasons[verification] ?? [:]
      for (reason, count) in reasons.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) })
      where !reason.isEmpty {
        lines.append(row("", "  \(count) \(EscapedText.terminal(reason))"))
      }
    }
    return lines
  }

  /// When the content was read, where this run did not read all of it.
  private func readings(_ store: StoreReport, of report: AuditReport) -> [String] {
    guard !report.goal.isAll else { return [] }
    return [Coverage(of: store)].map { row("readings", $0.readings(at: report.startedAt)) }
  }

  private func orphans(_ store: StoreReport) -> [String] {
    guard !store.record.leftovers.isEmpty else { return [] }
    let unknown = store.record.leftovers.count { !$0.ownershipKnown }
    return [
      row(
        "leftovers",
        "\(store.record.leftovers.count)"
          + (unknown > 0 ? ", \(unknown) of unknown ownership: not every root could be read" : ""))
    ]
  }

  private func problems(_ store: StoreReport) -> [String] {
    let problems = store.problems
    return list("NOT READ", problems.filter(\.problem.leavesUnknown))
      + list("UNUSABLE", problems.filter { !$0.problem.leavesUnknown })
  }

  private func list(_ word: String, _ problems: [AttributedProblem]) -> [String] {
    guard !problems.isEmpty else { return [] }
    let shown =
      options.verbosity == .verbose ? problems[...] : problems.prefix(Self.problemLimit)
    var lines = [row(word, counted(problems.count, "place"))]
    for problem in shown {
      lines.append("    " + problem.problem.path.description)
      lines.append("      " + EscapedText.terminal(problem.problem.detail))
    }
    if shown.count < problems.count {
      lines.append("    and \(problems.count - shown.count) more (-v shows all)")
    }
    return lines
  }
}

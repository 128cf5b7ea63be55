package import LayerModel

/// Gauges in Prometheus' text format, for node_exporter's textfile collector.
///
/// Labels are few: stores, rules, classes, verdicts; never a layer or a path. No sample has a time,
/// since the collector leaves a file that has one out altogether.
///
/// Source: prometheus.io "Exposition formats"; node_exporter `collector/textfile.go`.
package struct PrometheusReport: Sendable {
  /// The least severity that makes the verdict `fail`.
  package var failOn: Severity?

  package init(failOn: Severity? = .error) { self.failOn = failOn }

  package func write(
    _ report: AuditReport, to sink: (ArraySlice<UInt8>) throws -> Void
  ) rethrows {
    for metric in runMetrics(report) + [findings(report)] + storeMetrics(report) {
      try sink(metric.text)
    }
  }

  private func runMetrics(_ report: AuditReport) -> [Metric] {
    let summary = ReportSummary(report, failOn: failOn)
    let verdicts = Verdict.allCases.map { verdict in
      Sample(["verdict": verdict.rawValue], verdict == summary.verdict ? 1 : 0)
    }
    return [
      Metric(
        "build_info", "The program and the rules that were in force.",
        [Sample(["version": report.toolVersion, "rules_digest": report.rulesDigest], 1)]),
      Metric("verdict", "1 for what the last audit came to.", verdicts),
      Metric(
        "complete", "Whether everything that was asked for was read.",
        [Sample([:], report.isComplete ? 1 : 0)]),
      Metric(
        "last_run_timestamp_seconds", "When the last audit ended.",
        [Sample([:], report.endedAt.seconds)]),
      Metric("duration_seconds", "How long it took.", [Sample([:], seconds: report.duration)]),
      Metric("read_bytes", "Bytes that it read.", [Sample([:], report.bytesRead.value)]),
    ]
  }

  private func findings(_ report: AuditReport) -> Metric {
    var counts: [[String: String]: Int64] = [:]
    for finding in report.findings {
      let labels = [
        "store": finding.store, "rule": finding.rule.text, "severity": finding.severity.rawValue,
        "status": finding.status.rawValue,
      ]
      counts[labels, default: 0] += 1
    }
    return Metric(
      "findings", "Findings of the last audit.", counts.map { Sample($0.key, $0.value) })
  }

  private func storeMetrics(_ report: AuditReport) -> [Metric] {
    var layers: [Sample] = []
    var blobs: [Sample] = []
    var images: [Sample] = []
    var containers: [Sample] = []
    var ledger: [Sample] = []
    var saved: [Sample] = []
    var left: [Sample] = []
    var oldest: [Sample] = []
    for store in report.stores {
      let id = store.record.location.id
      var coverage = (layers: Coverage(), blobs: Coverage())
      coverage.layers.add(layersOf: store)
      coverage.blobs.add(blobsOf: store)
      for verification in Verification.allCases {
        let labels = ["store": id, "verification": verification.rawValue]
        layers.append(Sample(labels, Int64(coverage.layers[verification])))
        blobs.append(Sample(labels, Int64(coverage.blobs[verification])))
      }
      let all = Coverage(of: store)
      left.append(Sample(["store": id], Int64(all.left)))
      if let read = all.oldest { oldest.append(Sample(["store": id], read.seconds)) }
      images.append(Sample(["store": id], Int64(store.record.images.count)))
      containers.append(Sample(["store": id], Int64(store.record.containers.count)))
      ledger += store.ledger.columns.compactMap { name, count in
        count.map { Sample(["store": id, "class": name], $0.value) }
      }
      if let sharing = store.ledger.sharing, sharing.isTold {
        saved.append(Sample(["store": id], sharing.saved.value))
      }
    }
    return [
      Metric("layers", "Layers by the verdict on their content.", layers),
      Metric("blobs", "Blobs by the verdict on their content.", blobs),
      Metric("left", "Layers and blobs that were to be read when the time was over.", left),
      Metric(
        "oldest_read_timestamp_seconds", "When what was not read for longest was read.", oldest),
      Metric("images", "Images of the store.", images),
      Metric("containers", "Containers of the store.", containers),
      Metric("ledger_bytes", "Allocated bytes by what they are.", ledger),
      Metric("sharing_saved_bytes", "How much less is on disk, since files share blocks.", saved),
    ]
  }

  private struct Sample {
    let labels: [(name: String, value: String)]
    private let value: String

    init(_ labels: [String: String], _ value: Int64) {
      self.labels = labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      self.value = String(value)
    }

    /// To the millisecond.
    init(_ labels: [String: String], seconds: Double) {
      self.labels = labels.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      value = String((seconds * 1_000).rounded() / 1_000)
    }

    func line(_ name: String) -> String {
      let list = labels.map { "\($0.name)=\"\(Self.escaped($0.value))\"" }.joined(separator: ",")
      return name + (list.isEmpty ? "" : "{\(list)}") + " \(value)"
    }

    /// A store's root may have any byte in it.
    private static func escaped(_ text: String) -> String {
      var result = ""
      for scalar in EscapedText.terminal(text).unicodeScalars {
        if scalar == "\\" || scalar == "\"" { result += "\\" }
        result.unicodeScalars.append(scalar)
      }
      return result
    }
  }

  /// One gauge with all its samples, which are sorted.
  private struct Metric {
    let name: String
    let help: String
    let samples: [Sample]

    init(_ name: String, _ help: String, _ samples: [Sample]) {
      self.name = "layeraudit_" + name
      self.help = help
      self.samples = samples
    }

    var text: ArraySlice<UInt8> {
      let lines = samples.map { $0.line(name) }.sorted()
      let head = ["# HELP \(name) \(help)", "# TYPE \(name) gauge"]
      return Array(((head + lines).joined(separator: "\n") + "\n").utf8)[...]
    }
  }
}

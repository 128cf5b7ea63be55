import BundledStores
import LayerModel
import Reports

/// Four nights of thirty hosts: one image was built damaged, one disk dies, one store grows, one host
/// falls silent, one has not read its layers for long, and one layer is used by nobody.
struct FleetSample {
  static let artifact = String(repeating: "a", count: 32)
  static let stale = LayerID(String(repeating: "57", count: 32))
  private static let firstNight: Int64 = 1_790_000_000

  let reports: [AuditReport]

  init() {
    reports = (0..<4).flatMap { night in
      (0..<30).compactMap { host in
        host == 11 && night == 3 ? nil : Self.report(host: host, night: night)
      }
    }
  }

  static func name(_ host: Int) -> String { "node-" + (host < 10 ? "0" : "") + String(host) }

  private static func report(host: Int, night: Int) -> AuditReport {
    var report = SampleReport.clean
    report.host = name(host)
    report.runID = "run-\(night)-\(host)"
    report.startedAt = Timestamp(seconds: firstNight + 86_400 * Int64(night) + Int64(host))
    report.endedAt = Timestamp(seconds: report.startedAt.seconds + 60)
    report.stores[0].record.layers.removeAll {
      $0.role == .unclaimed || $0.id == SampleReport.broken
    }
    read(&report, host: host)
    let grew = host == 3 && night == 3
    report.stores[0].ledger.classes = [
      .unique: DiskSize(allocated: grew ? 15_250_000_000 : 10_000_000_000)
    ]
    if host == 5 {
      var layer = SampleReport.baseLayer
      layer.id = stale
      report.stores[0].record.layers = (report.stores[0].record.layers + [layer])
        .sorted { $0.id < $1.id }
      var measured = LayerMeasurement()
      measured.totals.allocated = 7_000_000
      measured.reading.readAt = report.startedAt
      report.stores[0].measurements.layers[stale] = measured
      if night == 0 { report.stores[0].record.images[0].layers.append(stale) }
    }
    report.findings = findings(host: host, night: night).sorted()
    return report
  }

  /// One host passes over its layers: it has read one forty days before the first night, and the other
  /// never.
  private static func read(_ report: inout AuditReport, host: Int) {
    for layer in [SampleReport.base, SampleReport.child] {
      var reading = ContentReading()
      reading.isEarlier = host == 9
      let before = Timestamp(seconds: firstNight - 40 * 86_400)
      reading.readAt =
        host != 9 ? report.startedAt : layer == SampleReport.base ? before : nil
      report.stores[0].measurements.layers[layer]?.reading = reading
    }
  }

  /// Twelve hosts pulled the bad image in the third night; the disk of one goes in the fourth.
  private static func findings(host: Int, night: Int) -> [Finding] {
    var findings: [Finding] = []
    if host < 12, night >= 2 { findings.append(damaged(SampleReport.child, artifact)) }
    if host == 7, night == 3 {
      findings += (0..<9).map { number in
        damaged(LayerID("broken-\(number)"), String(repeating: String(number), count: 32))
      }
    }
    return findings
  }

  private static func damaged(_ layer: LayerID, _ fingerprint: String) -> Finding {
    var finding = SampleReport.finding(
      "layer-content-damaged", .error, "layer", layer.description)
    finding.fingerprint = fingerprint
    finding.message = "layer \(layer.short) is damaged"
    return finding
  }

  /// Writes every report as `--output ndjson=FOLDER/` does.
  func write(to folder: Folder) throws {
    for report in reports {
      for kind in NDJSONReport.Kind.allCases {
        var bytes: [UInt8] = []
        NDJSONReport().write(kind, of: report) { bytes += $0 }
        _ = try folder.write(bytes, to: NDJSONFolder(report).path(of: kind))
      }
    }
  }
}

import Audit
import Baselines
import BundledStores
import Foundation
import Glibc
import LayerModel
import Reports
import Scanner
import Testing

/// Reports of real stores, sound and damaged, that are read back and written in every other form.
struct ReportConversionTests {
  private static let archives = [
    "docker-1.7.1-aufs", "docker-1.8.3-vfs-pulled", "docker-20.10-overlay2", "podman-5-overlay",
    "podman-4-quirks", "containerd-1.6", "oci-layout",
  ]

  @Test(.enabled(if: geteuid() == 0, "unpacks owners and devices"), arguments: archives)
  func `every form is the same byte for byte`(archive: String) throws {
    let store = try BundledStore(archive: archive)
    try expectSame(TestAudit.run(store.root))
    let damaged = try Self.damage(store)
    #expect(damaged > 0)
    var report = try TestAudit.run(store.root)
    #expect(!report.findings.filter { $0.severity == .error }.isEmpty)
    try expectSame(report)
    report.stores = report.stores.map {
      WasteMeasurer(workers: 2, comparesContents: true, progress: ScanProgress()).measured($0)
    }
    Self.remember(&report)
    try expectSame(report)
    for level in [AuditLevel.metadata, .sizes] {
      try expectSame(TestAudit.run(store.root, level: level))
    }
  }

  /// Changes a byte of some files, cuts some and removes some.
  private static func damage(_ store: BundledStore) throws -> Int {
    var count = 0
    let files = try #require(FileManager.default.subpaths(atPath: store.root.path)).sorted()
    for (number, name) in files.enumerated() where number % 7 == 0 {
      let path = store.root.path + "/" + name
      var status = stat()
      guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size > 0,
        !name.hasSuffix(".db"), !name.hasSuffix("index.json"), !name.hasSuffix("oci-layout")
      else { continue }
      count += 1
      switch number % 3 {
      case 0: try FileManager.default.removeItem(atPath: path)
      case 1: truncate(path, status.st_size / 2)
      default:
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        let byte = try #require(try file.read(upToCount: 1)?.first)
        try file.seek(toOffset: 0)
        try file.write(contentsOf: [byte ^ 1])
        try file.close()
      }
    }
    return count
  }

  /// As a night among others: some read, some passed over, some left.
  private static func remember(_ report: inout AuditReport) {
    report.goal.maxAge = 2_592_000
    report.goal.maxDuration = 60
    var history = RunHistory(directory: "/var/lib/layeraudit")
    history.unended = [.init(runID: "run-0", startedAt: Timestamp(seconds: 1_700_000_000))]
    for index in report.stores.indices {
      let id = report.stores[index].record.location.id
      history.trends[id] = (1...3).map { night in
        var point = TrendPoint(
          runID: "run-\(night)", startedAt: Timestamp(seconds: 1_700_000_000 + Int64(night)),
          level: .content, verdict: "ok")
        point.sizes = ["disk_used": ByteCount(Int64(night) * 1_000_000)]
        return point
      }
      for (number, id) in report.stores[index].measurements.layers.keys.sorted().enumerated() {
        var reading = ContentReading()
        reading.readAt =
          number % 3 == 0 ? nil : Timestamp(seconds: 1_700_000_000 + Int64(number), nanoseconds: 5)
        reading.isEarlier = number % 3 == 1
        reading.isLeft = number % 3 == 0
        report.stores[index].measurements.layers[id]?.reading = reading
      }
    }
    report.history = history
  }

  private func expectSame(_ report: AuditReport) throws {
    let bytes = Self.bytes(report, .json)
    let read = try ReportFile.parse(bytes, at: "report.json")
    for format in ReportFormat.allCases {
      // Where they differ is said by a line, as a whole report would drown it.
      let (found, expected) = (Self.lines(read, format), Self.lines(report, format))
      let difference = zip(found, expected).first { $0 != $1 }
      #expect(difference == nil, "\(format)")
      #expect(found.count == expected.count, "\(format)")
    }
  }

  private static func lines(_ report: AuditReport, _ format: ReportFormat) -> [Substring] {
    String(decoding: bytes(report, format), as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
  }

  private static func bytes(_ report: AuditReport, _ format: ReportFormat) -> [UInt8] {
    var options = TextOptions()
    options.verbosity = .verbose
    var bytes: [UInt8] = []
    format.write(report, failOn: .warning, options: options) { bytes += $0 }
    return bytes
  }
}

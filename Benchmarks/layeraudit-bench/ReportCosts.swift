import Foundation
import Reports

/// What one report costs in each form, beside its bars.
struct ReportCosts {
  /// Files of one form in a run; what those after the first cost is the cost of writing.
  static let manyFiles = 9
  /// Seconds of user and system time, and MiB, of a process that reads the report and writes it once.
  private static let bars = (cpu: 1.0, peak: 64.0)

  private let audit: Cost
  private var costs: [ReportFormat: [Int: [Cost]]] = [:]

  init(audit: Cost) { self.audit = audit }

  mutating func add(_ cost: Cost, of format: ReportFormat, files: Int) {
    costs[format, default: [:]][files, default: []].append(cost)
  }

  var isMet: Bool { ReportFormat.allCases.allSatisfy(isMet) }

  var text: String {
    let head = [
      Self.row("", ["cpu s", "reading", "writing", "peak MiB"]),
      Self.row(
        "audit", [Self.number(audit.cpuSeconds), "", "", ComparisonTable.peakText(audit.peakBytes)]),
    ]
    let rows = ReportFormat.allCases.map { format in
      let writing = (cpu(format, Self.manyFiles) - cpu(format, 1)) / Double(Self.manyFiles - 1)
      let times = [cpu(format, 1), cpu(format, 1) - writing, writing].map(Self.number)
      return Self.row(format.rawValue, times + [ComparisonTable.peakText(peak(format))])
        + (isMet(format) ? "  met" : "  missed")
    }
    let bar = Self.row("bar", ["< \(Self.bars.cpu)", "", "", "< \(Self.bars.peak)"])
    return (head + rows + [bar]).joined(separator: "\n")
  }

  private func isMet(_ format: ReportFormat) -> Bool {
    cpu(format, 1) < Self.bars.cpu && ComparisonTable.mebibytes(peak(format)) < Self.bars.peak
  }

  /// The median.
  private func cpu(_ format: ReportFormat, _ files: Int) -> Double {
    let times = (costs[format]?[files] ?? []).map(\.cpuSeconds).sorted()
    return times.isEmpty ? .nan : times[times.count / 2]
  }

  private func peak(_ format: ReportFormat) -> Int {
    (costs[format]?[1] ?? []).map(\.peakBytes).max() ?? 0
  }

  private static func number(_ seconds: Double) -> String { String(format: "%.3f", seconds) }

  private static func row(_ head: String, _ cells: [String]) -> String {
    func pad(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count))
    }
    return cells.reduce(head + pad(head, 12)) { $0 + pad($1, 10) + $1 }
  }
}

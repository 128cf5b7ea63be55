import Audit
import LayerModel
import Reports
import Rules
import Scanner

/// The whole pipeline over one place, from discovery to every form of report.
enum FuzzAudit {
  private static let now = Timestamp(seconds: 4_102_444_800)
  private static let rules = Result { () throws(RuleFileError) in try RuleSet() }

  static func run(_ place: String, level: AuditLevel, judges: Bool) {
    do {
      if judges {
        try judge(place, level)
      } else {
        for record in try Stores.read(at: StorePlaces([BytePath(place)])) {
          _ = Scanner(workers: 1).scan(record, level: level, progress: ScanProgress())
        }
      }
    } catch let failure as AuditFailure {
      switch failure {
      case .noStore, .foreignBaseline: break
      case .rule(let text), .internalError(let text): fatalError(text)
      }
    } catch {
      fatalError("\(error)")
    }
  }

  private static func judge(_ place: String, _ level: AuditLevel) throws {
    let request = AuditRequest(
      places: StorePlaces([BytePath(place)]), level: level, workers: 1, rules: try rules.get(),
      baseline: nil, now: now, host: "fuzz", runID: String(repeating: "0", count: 32))
    let report = try Auditor(request).run(progress: ScanProgress(), finishedAt: { now })
    for format in ReportFormat.allCases {
      format.write(report, failOn: .error, options: TextOptions()) { _ in }
    }
  }
}

package import LayerModel

/// What an audit comes to, in one word.
package enum Verdict: String, Hashable, Sendable, CaseIterable {
  /// Everything asked for was read, and nothing is as severe as what fails a run.
  case ok
  case fail
  /// Something was not read: cannot say clean.
  case incomplete
  case noStore = "no-store"
}

/// The counts that every report ends with; the same in all formats.
///
/// Suppressed findings are counted apart; neither they nor known ones decide the verdict.
package struct ReportSummary: Hashable, Sendable {
  package private(set) var verdict = Verdict.ok
  package private(set) var errors = 0
  package private(set) var warnings = 0
  package private(set) var notes = 0
  /// How many of the findings above the baseline has too.
  package private(set) var known = 0
  package private(set) var suppressed = 0
  /// Of layers.
  package private(set) var coverage = Coverage()
  package private(set) var blobs = Coverage()

  /// - Parameters:
  ///   - report: what was found.
  ///   - failOn: the least severity that fails a run; `nil` when none does.
  package init(_ report: AuditReport, failOn: Severity? = .error) {
    var fails = false
    for finding in report.findings {
      guard finding.status != .suppressed else {
        suppressed += 1
        continue
      }
      switch finding.severity {
      case .error: errors += 1
      case .warning: warnings += 1
      case .note: notes += 1
      }
      guard finding.status != .known else {
        known += 1
        continue
      }
      if let failOn, finding.severity >= failOn { fails = true }
    }
    for store in report.stores {
      coverage.add(layersOf: store)
      blobs.add(blobsOf: store)
    }
    let isEmpty = report.stores.isEmpty && report.comparison == nil
    verdict = fails ? .fail : isEmpty ? .noStore : report.isComplete ? .ok : .incomplete
  }
}

/// How many layers or blobs have which verdict on their content.
package struct Coverage: Hashable, Sendable {
  package private(set) var total = 0
  package private(set) var counts: [Verification: Int] = [:]
  /// By verdict and reason; the empty text where no reason was given.
  package private(set) var reasons: [Verification: [String: Int]] = [:]
  /// Those whose verdict is that of an earlier run.
  package private(set) var earlier = 0
  /// Those that were to be read, but the time was over.
  package private(set) var left = 0
  /// Those that no run has read whole, as far as is known.
  package private(set) var neverRead = 0
  /// When the one was read that was not read for longest; `nil` when none ever was.
  package private(set) var oldest: Timestamp?

  package init() {}

  package subscript(_ verification: Verification) -> Int { counts[verification] ?? 0 }

  /// Those whose content was looked at in this run, whatever the verdict.
  package var read: Int { total - self[.notRead] - earlier }

  /// A layer without a measurement was not read.
  package mutating func add(layersOf store: StoreReport) {
    for layer in store.record.layers {
      let measured = store.measurements.layers[layer.id]
      let verification = measured?.verification ?? .notRead
      add(
        verification, measured?.verificationReason ?? Self.reason(verification, measured),
        measured?.reading)
    }
  }

  /// Blobs that are there; a missing one has nothing to read.
  package mutating func add(blobsOf store: StoreReport) {
    for blob in store.record.blobs where blob.state != "missing" {
      let measured = store.measurements.blobs[blob.path]
      add(
        measured?.verification ?? .notRead, measured?.verificationReason ?? "", measured?.reading)
    }
  }

  private mutating func add(
    _ verification: Verification, _ reason: String, _ reading: ContentReading?
  ) {
    total += 1
    if reading?.isEarlier == true { earlier += 1 }
    if reading?.isLeft == true { left += 1 }
    if let at = reading?.readAt { oldest = min(oldest ?? at, at) } else { neverRead += 1 }
    counts[verification, default: 0] += 1
    reasons[verification, default: [:]][reason, default: 0] += 1
  }

  private static func reason(
    _ verification: Verification, _ measured: LayerMeasurement?
  ) -> String {
    guard verification == .unverifiable else { return "" }
    return "no digest recorded: " + (measured?.contentDigest == nil ? "not " : "") + "fingerprinted"
  }
}

extension Coverage {
  /// Of all layers and blobs of one store.
  init(of store: StoreReport) {
    self.init()
    add(layersOf: store)
    add(blobsOf: store)
  }

  /// How much was read in this run and before, and how old the oldest of it is.
  func readings(at now: Timestamp) -> String {
    var parts = ["\(read) in this run", "\(earlier) untouched since an earlier run"]
    if left > 0 { parts.append("\(left) left for want of time") }
    if let oldest {
      parts.append("the oldest of \(oldest.text), \(Age.text(from: oldest, to: now)) ago")
    }
    if neverRead > 0 { parts.append("\(neverRead) never read") }
    return parts.joined(separator: ", ")
  }
}

/// How long ago something was, in the unit that tells most.
enum Age {
  static func text(from moment: Timestamp, to now: Timestamp) -> String {
    let (difference, overflow) = now.seconds.subtractingReportingOverflow(moment.seconds)
    let seconds = overflow ? 0 : max(0, difference)
    return switch seconds {
    case ..<120: "\(seconds) s"
    case ..<7_200: "\(seconds / 60) min"
    case ..<172_800: "\(seconds / 3_600) h"
    default: "\(seconds / 86_400) d"
    }
  }
}

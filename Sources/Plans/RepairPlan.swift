package import LayerModel

/// The smallest set of commands that would heal the stores of one audit, for a person to review.
///
/// Nothing is ever run: the plan is text.
package struct RepairPlan: Hashable, Sendable {
  package struct Step: Hashable, Sendable {
    package var title: String
    /// Whether the daemon must be down while the commands run.
    package var needsStoppedDaemon: Bool
    /// Lines of bash.
    package var commands: [String]
    /// Lines of bash once the daemon runs (again).
    package var afterwards: [String] = []
    /// What is gone afterwards, or cannot be had again; for people.
    package var losses: [String] = []
    /// What to know before running the commands; for people.
    package var notes: [String] = []
    /// Allocated bytes that the commands free; `nil` when they free none or it was not measured.
    package var frees: ByteCount?
    /// How many findings the step heals.
    package var heals: Int
  }

  package struct StorePlan: Hashable, Sendable {
    package var store: String
    /// Findings that a person must put right before any step.
    package var byHand: [Finding]
    package var steps: [Step]
    /// What is not removed yet, and why; for people.
    package var withheld: [String]
    /// Findings of warning or above that only a person can judge.
    package var unplanned: [Finding]

    fileprivate var isEmpty: Bool {
      byHand.isEmpty && steps.isEmpty && withheld.isEmpty && unplanned.isEmpty
    }
  }

  /// One for each store with something to do, in the order of the report.
  package var stores: [StorePlan]

  package init(of report: AuditReport) {
    stores = report.stores.compactMap { store in
      let findings = report.findings.filter {
        $0.store == store.record.location.id && $0.status != .suppressed
      }
      let plan = StorePlanner(store: store, findings: findings).plan()
      return plan.isEmpty ? nil : plan
    }
  }
}

package import LayerModel

/// The smallest set of commands that would heal the stores of one audit, for a person to review.
///
/// Nothing is ever run: the plan is text.
package struct RepairPlan: Hashable, Sendable {
  package struct StorePlan: Hashable, Sendable {
    package var store: String
    /// Findings that a person must put right before any step.
    package var byHand: [Finding]
    package var steps: [RepairStep]
    /// What is not removed yet, and why; for people.
    package var withheld: [String]
    /// Findings of warning or above that only a person can judge.
    package var unplanned: [Finding]

    /// What of it a report keeps; the rest follows from its findings.
    package var repairs: StoreRepairs { StoreRepairs(steps: steps, withheld: withheld) }

    fileprivate var isEmpty: Bool {
      byHand.isEmpty && steps.isEmpty && withheld.isEmpty && unplanned.isEmpty
    }
  }

  /// One for each store with something to do, in the order of the report.
  package var stores: [StorePlan]

  package init(of report: AuditReport) {
    stores = report.stores.compactMap { store in
      let plan = Self.plan(store, in: report)
      return plan.isEmpty ? nil : plan
    }
  }

  /// What of the plan for one store a report keeps.
  package static func repairs(of store: StoreReport, in report: AuditReport) -> StoreRepairs {
    store.told?.repairs
      ?? StorePlanner(store: store, findings: findings(on: store, in: report)).repairs()
  }

  private static func findings(on store: StoreReport, in report: AuditReport) -> [Finding] {
    report.findings.filter {
      $0.store == store.record.location.id && $0.status != .suppressed
    }
  }

  private static func plan(_ store: StoreReport, in report: AuditReport) -> StorePlan {
    let findings = findings(on: store, in: report)
    let repairs = repairs(of: store, in: report)
    return StorePlan(
      store: store.record.location.id,
      byHand: findings.filter { $0.repair == .byHand && $0.isPlannable },
      steps: repairs.steps, withheld: repairs.withheld,
      unplanned: StorePlanner.unplanned(findings, in: store.record.location.kind))
  }
}

package import Baselines
internal import Facts
package import LayerModel
package import Rules

/// What a person asked for, resolved: no flag, file or environment is read after this.
package struct AuditRequest: Sendable {
  package var places: StorePlaces
  package var level: AuditLevel
  package var workers: Int
  package var rules: RuleSet
  package var baseline: Baseline?
  /// What the sizes of images are compared with.
  package var base: ComparisonSide?
  /// What of the content is to be read.
  package var goal = ReadingGoal()
  /// What earlier runs know of it; `nil` when nothing is remembered.
  package var past: PastReadings?
  package var history: RunHistory?
  /// Seconds that are left to begin with anything; `nil` for no limit.
  package var timeLeft: (@Sendable () -> Double)?
  /// Whether the files of every image layer are listed.
  package var listsFiles = false
  /// Whether it is told what of each image upper layers hide.
  package var measuresWaste = false
  /// When the audit starts; ages are counted from here.
  package var now: Timestamp
  package var host: String
  package var runID: String
  /// How many rows a fact table may have; what there are more of is told as not read.
  package var factRows = FactTables.defaultRowLimit

  package init(
    places: StorePlaces, level: AuditLevel, workers: Int, rules: RuleSet, baseline: Baseline?,
    now: Timestamp, host: String, runID: String
  ) {
    self.places = places
    self.level = level
    self.workers = workers
    self.rules = rules
    self.baseline = baseline
    self.now = now
    self.host = host
    self.runID = runID
  }
}

/// Why an audit could not begin or go on.
package enum AuditFailure: Error, Sendable {
  /// Nothing at the given paths is a store; `tried` says what was looked at and what was wrong.
  case noStore(tried: [ReadProblem])
  /// None of the layers of the stores is in the baseline.
  case foreignBaseline(BytePath, stores: [StoreLocation])
  /// A rule's statement failed or reached a limit; the text names the rule.
  case rule(String)
  /// Our own tables refused a statement: a bug.
  case internalError(String)
}

/// One step of healing a store, for a person to review.
package struct RepairStep: Hashable, Sendable {
  package var title: String
  /// Whether the daemon must be down while the commands run.
  package var needsStoppedDaemon: Bool
  /// Lines of bash.
  package var commands: [String]
  /// Lines of bash once the daemon runs (again).
  package var afterwards: [String]
  /// What is gone afterwards, or cannot be had again; for people.
  package var losses: [String]
  /// What to know before running the commands; for people.
  package var notes: [String]
  /// Allocated bytes that the commands free; `nil` when they free none or it was not measured.
  package var frees: ByteCount?
  /// How many findings the step heals.
  package var heals: Int

  package init(
    title: String, needsStoppedDaemon: Bool, commands: [String], afterwards: [String] = [],
    losses: [String] = [], notes: [String] = [], frees: ByteCount? = nil, heals: Int
  ) {
    self.title = title
    self.needsStoppedDaemon = needsStoppedDaemon
    self.commands = commands
    self.afterwards = afterwards
    self.losses = losses
    self.notes = notes
    self.frees = frees
    self.heals = heals
  }
}

/// What to do about one store, and what not to do yet.
package struct StoreRepairs: Hashable, Sendable {
  package var steps: [RepairStep]
  /// What is not removed yet, and why; for people.
  package var withheld: [String]

  package init(steps: [RepairStep], withheld: [String]) {
    self.steps = steps
    self.withheld = withheld
  }
}

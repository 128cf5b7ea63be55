internal import LayerModel
package import Plans

/// A plan as a script for a person to read, change and run by hand.
///
/// What is no command is a comment, so that pasting the whole does no more than the commands say.
package struct PlanText {
  private let options: TextOptions

  package init(options: TextOptions) { self.options = options }

  package func text(_ plan: RepairPlan) -> String {
    guard !plan.stores.isEmpty else { return "Nothing to repair.\n" }
    let head = comment(
      "A proposal, not run by anyone. Read it all first. What is moved goes to "
        + "layeraudit-quarantine beside the store and can be moved back.")
    return (head + plan.stores.flatMap(lines)).joined(separator: "\n") + "\n"
  }

  private func lines(_ store: RepairPlan.StorePlan) -> [String] {
    let title = "Store \(store.store): \(counted(store.steps.count, "step"))"
    var lines = [""] + comment(title)
    if !store.byHand.isEmpty {
      lines += [""] + comment("Before any step, by hand; nothing below is safe without it:")
      lines += store.byHand.flatMap { finding in
        comment("   \(finding.rule): \(finding.message)") + comment("     \(finding.fix)")
      }
    }
    for (index, step) in store.steps.enumerated() {
      lines += [""] + comment("\(index + 1). \(step.title) (\(counted(step.heals, "finding")))")
      if let frees = step.frees { lines += comment("   frees \(options.size(frees))") }
      lines += step.losses.flatMap { comment("   loses \($0)") }
      lines += step.notes.flatMap { comment("   \($0)") }
      lines += comment(
        step.needsStoppedDaemon ? "   with the daemon stopped:" : "   the daemon may run:")
      lines += step.commands
      if !step.afterwards.isEmpty {
        lines += comment("   then, with the daemon running:") + step.afterwards
      }
    }
    if !store.withheld.isEmpty { lines += [""] + store.withheld.flatMap(comment) }
    if !store.unplanned.isEmpty {
      lines += [""] + comment("Only a person can judge these; `layeraudit -v` says more:")
      lines += store.unplanned.flatMap { comment("   \($0.rule): \($0.message)") }
    }
    return lines
  }

  private func comment(_ text: String) -> [String] {
    let indent = String(text.prefix { $0 == " " })
    return Paragraph.lines(
      text, first: "# " + indent, rest: "# " + indent + "  ", width: options.columns)
  }
}

internal import ArgumentParser
internal import LayerModel
internal import Rules

/// `layeraudit rules …`: what is judged, and why.
struct RulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rules", abstract: "Show, check and test the rules.",
    subcommands: [List.self, Explain.self, Check.self, Test.self])

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "One line a rule.")
    @OptionGroup var rules: RuleOptions

    func run() throws {
      for rule in try rules.load().rules {
        let severity = rule.severity?.rawValue ?? "off"
        try Console.say(
          severity.padded(to: 8) + rule.need.rawValue.padded(to: 9) + rule.id.text.padded(to: 32)
            + rule.title)
      }
    }
  }

  struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "One rule in full, with the values in force and who set them.")
    @OptionGroup var rules: RuleOptions
    @Argument(help: "The rule's id.", completion: .list(RuleSet.builtInIDs)) var id: String

    func run() throws {
      let set = try rules.load()
      guard let rule = set.rule(RuleID(id)) else {
        throw CommandFailure(status: .usage, message: "no rule \"\(EscapedText.terminal(id))\"")
      }
      var lines = [
        "\(rule.id): \(rule.title)", "",
        "severity  \(rule.severity?.rawValue ?? "off") (\(rule.severityOrigin))",
        "needs     \(rule.need.rawValue)", "subject   \(rule.subject)", "file      \(rule.file)",
      ]
      for (name, value) in rule.parameters.sorted(by: { $0.key < $1.key }) {
        lines.append("param     \(name) = \(value.text) [\(value.kind.rawValue)] (\(value.origin))")
      }
      switch rule.condition {
      case .expression(let text): lines.append("when      \(text)")
      case .query(let text): lines.append("query     \(text)")
      }
      lines += [
        "", "Says: \(rule.message.source)", "", "Why: \(rule.why)", "", "Next: \(rule.fix.source)",
      ]
      try Console.say(lines.joined(separator: "\n"))
    }
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Check that every rule file is well formed and every statement can run.")
    @OptionGroup var rules: RuleOptions

    func run() throws {
      try Console.say("\(rules.load().rules.count) rules are well formed")
    }
  }

  struct Test: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Run every rule over its own examples.")
    @OptionGroup var rules: RuleOptions

    func run() throws {
      let set = try rules.load()
      let failures = try set.failingExamples()
      for failure in failures { Console.complain(failure.description) }
      let examples = set.rules.reduce(0) { $0 + $1.examples.count }
      try Console.say("\(examples - failures.count) passed, \(failures.count) failed")
      if !failures.isEmpty { throw ExitStatus.usage }
    }
  }
}

extension String {
  fileprivate func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }
}

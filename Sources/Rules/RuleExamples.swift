internal import Facts

/// An example in a rule file that does not do what it says.
package struct ExampleFailure: Error, Hashable, Sendable, CustomStringConvertible {
  package let rule: Rule
  package let example: Rule.Example

  package var description: String {
    "\(rule.file):\(example.line): \(rule.id): the "
      + (example.fires ? "bad example does not fire" : "good example fires")
  }
}

extension RuleSet {
  /// Runs every rule over its own examples.
  package func failingExamples() throws -> [ExampleFailure] {
    try rules.flatMap { rule in
      try rule.examples.compactMap { example in
        let tables = try FactTables()
        for (name, rows) in example.rows {
          guard let table = FactSchema.table(name) else { continue }
          try tables.database.insert(rows, into: table)
        }
        let fired = try rule.rows(in: tables) { _ in } > 0
        return fired == example.fires ? nil : ExampleFailure(rule: rule, example: example)
      }
    }
  }
}

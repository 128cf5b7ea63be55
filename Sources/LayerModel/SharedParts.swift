/// Keeps each value once that many findings have in common, such as the texts of their rule.
package struct SharedParts {
  private var texts: Set<String> = []
  private var layers: Set<LayerID> = []
  private var affected: Set<Finding.Affects> = []

  package init() {}

  /// Puts the values that were met first in place of equal ones.
  package mutating func share(_ finding: inout Finding) {
    finding.rule = RuleID(shared(finding.rule.text))
    finding.store = shared(finding.store)
    finding.why = shared(finding.why)
    finding.fix = shared(finding.fix)
    finding.layer = finding.layer.map { layers.insert($0).memberAfterInsert }
    finding.affects = affected.insert(finding.affects).memberAfterInsert
  }

  private mutating func shared(_ text: String) -> String { texts.insert(text).memberAfterInsert }
}

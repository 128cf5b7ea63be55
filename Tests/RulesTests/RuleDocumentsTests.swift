import Foundation
import LayerModel
import Testing

@testable import Rules

@Suite struct RuleDocumentsTests {
  @Test func `the tables' document says what the schema says`() throws {
    try expectFresh(RuleDocuments.facts, "FACTS.md")
  }

  @Test func `the catalogue says what the rules say`() throws {
    try expectFresh(RuleDocuments.catalogue(RuleSet()), "CATALOGUE.md")
  }

  /// Compares with the checked-in file; `UPDATE_GOLDEN=1` rewrites it.
  private func expectFresh(_ text: String, _ name: String) throws {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "rules/\(name)")
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    let checkedIn = try String(contentsOf: file, encoding: .utf8)
    #expect(text == checkedIn, "run the tests with UPDATE_GOLDEN=1 and review the difference")
  }
}

import Foundation
import LayerModel
import Testing

@testable import Facts
@testable import Rules

@Suite struct ShippedRulesTests {
  @Test func `every rule does what its examples say`() throws {
    #expect(try RuleSet().failingExamples().map(\.description) == [])
  }

  @Test func `every firing example makes a finding without holes in its text`() throws {
    for rule in try RuleSet().rules {
      for example in rule.examples where example.fires {
        let tables = try FactTables()
        for (name, rows) in example.rows {
          try tables.database.insert(rows, into: try #require(FactSchema.table(name)))
        }
        let uses = try LayerUses(tables)
        for row in try rule.rows(in: tables) {
          let finding = rule.finding(row, severity: .error, uses: uses)
          #expect(!finding.message.contains("{"), "\(finding.message)")
          #expect(finding.fingerprint.count == 32)
        }
      }
    }
  }

  @Test(arguments: ["default", "strict", "ci"])
  func `every profile loads`(name: String) throws {
    #expect(try RuleSet(profile: name).profile == name)
    #expect(RuleSet.profiles.contains(name))
  }

  @Test func `a rule's file has the name of its id, and its group a folder`() throws {
    let groups: Set = ["audit", "content", "integrity", "orphans", "size"]
    for rule in try RuleSet().rules {
      let parts = rule.file.split(separator: "/").map(String.init)
      #expect(parts.count == 2 && groups.contains(parts[0]) && parts[1] == "\(rule.id).yml")
    }
  }

  @Test func `damaged content can never be suppressed`() throws {
    for id in ["file-content-differs", "file-missing", "layer-emptied", "layer-size-mismatch"] {
      #expect(try RuleSet().rule(RuleID(id))?.isSuppressible == false)
    }
  }

  @Test func `every word of the vocabulary has a rule that knows it`() throws {
    let conditions = try RuleSet().rules.map(\.statement).joined(separator: "\n")
    let states = [
      "empty", "malformed", "wrong-kind", "null", "differs", "absent", "mismatch", "prefix",
      "self", "cycle", "unloadable", "negative", "non-canonical", "trailing-newline", "overflow",
      "implausible", "symlink", "other-driver", "no-entries", "illegal-name", "illegal-tag",
      "wrong-id",
    ]
    let oddities = [
      "trailing-bytes", "invalid-utf8", "ambiguous-parent", "ambiguous-id", "ambiguous-key",
      "large-metadata", "mode-drift", "unknown-file", "non-hex-id", "ambiguous-short-id",
      "blob-digest-differs", "parent-file-malformed", "parent-file-differs",
      "chain-unknown-ancestor", "lower-id-malformed", "lower-id-unknown",
    ]
    let words =
      states + oddities + Leftover.Kind.allCases.map(\.rawValue)
      + EntryFault.Kind.allCases.map(\.rawValue)
    for word in words { #expect(conditions.contains("'\(word)'"), "no rule tests \(word)") }
  }
}

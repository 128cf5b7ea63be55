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
        try rule.rows(in: tables) { row in
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

  /// A tenth of what one statement may take, so that ten times as much still fits.
  @Test func `the rules take no time squared`() throws {
    let tables = FactTables(database: try FactDatabase(stepLimit: 20_000_000))
    let count = 2_000
    let names = [
      "layer", "problem", "entry", "oddity", "leftover", "container", "reference", "blob",
      "blob_fault", "descriptor",
    ]
    for name in names {
      let table = try #require(FactSchema.table(name))
      try tables.database.insert((0..<count).map { Self.worst($0, kinds: table) }, into: table)
    }
    let findings = try RuleSet().evaluate(
      tables, level: .content, hasBaseline: true, day: "2026-01-01"
    ).findings
    #expect(findings.count > count)
    #expect(findings.filter { $0.rule == "rule-stopped" }.map(\.message) == [])
  }

  private static func worst(_ number: Int, kinds table: FactTable) -> FactRow {
    var row = FactRow([
      "store_id": .text("s"), "layer_id": .text("l\(number)"), "path": .text("p\(number)"),
      "container_id": .text("c\(number)"), "image_id": .text("l\(number)"),
    ])
    let kinds = [
      "leftover": "orphan-layer", "entry": "extra", "oddity": "chain-unknown-ancestor",
      "blob_fault": "not-tar", "descriptor": "manifest",
    ]
    // One document names them all.
    if table.name == "descriptor" { row.values["path"] = .text("m") }
    row.values["kind"] = .text(kinds[table.name] ?? "x")
    for (name, value) in [
      "parent_id": "l\(number - 1)", "driver": "vfs", "role": "image", "chain_state": "differs",
      "recorded_size_state": "ok", "content_state": "directory", "verification": "damaged",
      "tar_split_path": "p\(number)", "target": "t\(number)", "name": "n\(number)",
      "metadata_state": "malformed", "parent_state": "malformed", "blob_path": "p\(number)",
    ] where table.column(name) != nil { row.values[name] = .text(value) }
    for (name, value) in [
      "recorded_bytes": 5, "entries": 3, "size_by_changes": 7, "depth": Int64(number),
      "ownership_known": 1, "age_seconds": 100_000, "is_unread": 0,
    ] as [String: Int64] where table.column(name) != nil {
      row.values[name] = .integer(value)
    }
    return row
  }

  @Test func `every word of the vocabulary has a rule that knows it`() throws {
    let conditions = try RuleSet().rules.map(\.statement).joined(separator: "\n")
    let states = [
      "empty", "malformed", "wrong-kind", "null", "differs", "absent", "mismatch", "prefix",
      "self", "cycle", "unloadable", "negative", "non-canonical", "trailing-newline", "overflow",
      "implausible", "symlink", "other-driver", "no-entries", "illegal-name", "illegal-tag",
      "wrong-id", "traversal", "duplicate", "too-long", "link-missing", "link-elsewhere",
      "link-wrong-kind", "digest-mismatch", "no-rootfs", "too-many", "too-few", "unknown-layer",
      "wrong-repository",
    ]
    let oddities = [
      "trailing-bytes", "invalid-utf8", "ambiguous-parent", "ambiguous-id", "ambiguous-key",
      "large-metadata", "mode-drift", "unknown-file", "non-hex-id", "ambiguous-short-id",
      "blob-digest-differs", "parent-file-malformed", "parent-file-differs",
      "chain-unknown-ancestor", "lower-id-malformed", "lower-id-unknown", "padded-word",
      "descriptor-malformed", "rootfs-type", "image-parent-unknown", "image-parent-malformed",
      "image-time-malformed", "mount-id-duplicate", "init-id-missing", "directory-named-as-layer",
      "removal-traversal", "build-cache-missing", "work-missing", "container-dead",
      "committed-odd", "distribution-malformed", "distribution-one-way",
    ]
    let words =
      states + oddities + Leftover.Kind.allCases.map(\.rawValue)
      + EntryFault.Kind.allCases.map(\.rawValue) + BlobFault.Kind.allCases.map(\.rawValue)
    for word in words { #expect(conditions.contains("'\(word)'"), "no rule tests \(word)") }
  }
}

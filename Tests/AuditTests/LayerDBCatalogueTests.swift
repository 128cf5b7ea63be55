import Foundation
import LayerModel
import StoreFixtures
import Testing

/// Every row of the catalogue that metadata shows: all that an audit says of it.
struct LayerDBCatalogueTests {
  @Test func `a sound store brings no finding`() throws {
    for driver in ["overlay2", "vfs"] {
      let fixture = try LayerDBFixture(driver: driver)
      #expect(try TestAudit.findings(fixture) == [])
    }
  }

  @Test(arguments: LayerDBDamage.all)
  func `damage is found and nothing else is`(damage: LayerDBDamage) throws {
    let fixture = try LayerDBFixture(driver: damage.driver)
    try damage.damage(fixture)
    #expect(try TestAudit.findings(fixture) == damage.findings)
  }
}

extension TestAudit {
  /// Findings on the metadata of a fixture, its ids by their nicknames.
  fileprivate static func findings(_ fixture: LayerDBFixture) throws -> [String] {
    let report = try run(URL(filePath: fixture.root), level: .metadata)
    return report.findings.map { finding in
      LayerDBFixture.nicknames.reduce(
        "\(finding.severity.rawValue) \(finding.rule) \(finding.subject.id)"
          .replacing(fixture.root, with: "ROOT")
      ) { $0.replacing($1.0, with: $1.1) }
    }.sorted()
  }
}

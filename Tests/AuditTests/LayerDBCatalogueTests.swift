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
    let findings = try TestAudit.findings(fixture)
    #expect(findings == damage.findings)
  }

  @Test func `a container under removal is noted, whatever is gone of it`() throws {
    let fixture = try LayerDBFixture()
    try fixture.write(
      fixture.containerConfig,
      #"{"ID":"\#(LayerDBFixture.container)","Image":"sha256:\#(LayerDBFixture.app)","#
        + #""Name":"/web","Driver":"overlay2","State":{"Dead":true}}"#)
    try fixture.remove("overlay2/l/\(LayerDBFixture.links[4])")
    try fixture.remove("\(fixture.home(LayerDBFixture.mount))/lower")
    try fixture.remove("containers/\(LayerDBFixture.container)/hostconfig.json")
    let expected = ["note container-dead containers/WEB/config.v2.json container-dead"]
    #expect(try TestAudit.findings(fixture) == expected)
    try fixture.remove(fixture.home(LayerDBFixture.mount))
    try fixture.remove(fixture.home(LayerDBFixture.initLayer))
    #expect(
      try TestAudit.findings(fixture).filter { !$0.hasPrefix("note orphan-link") } == expected)
  }

  @Test func `a copy that a build made and forgot is in use while a layer lies on it`() throws {
    let fixture = try LayerDBFixture()
    let copy = String(repeating: "k", count: 25)
    let links = LayerDBFixture.links
    let link = String(repeating: "Q", count: 26)
    try fixture.addDirectory(copy, link: link, on: [links[0]])
    for (directory, above) in [
      (LayerDBFixture.caches[2], []), (LayerDBFixture.initLayer, [links[2]]),
      (LayerDBFixture.mount, [links[3], links[2]]),
    ] {
      let chain = above + [link, links[0]]
      try fixture.write(
        "\(fixture.home(directory))/lower", chain.map { "l/\($0)" }.joined(separator: ":"))
    }
    #expect(
      try TestAudit.findings(fixture) == [
        "note lower-names-copy RW", "note lower-names-copy RW-init", "note lower-names-copy TOP",
      ])
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

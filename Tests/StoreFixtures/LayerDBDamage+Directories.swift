/// Damage to the driver's directories: what the record of the fixture becomes and what an audit says of it.
extension LayerDBDamage {
  private typealias F = LayerDBFixture

  static let directories: [LayerDBDamage] = [
    .init(
      26, "a lower that names a link that is gone",
      changes: [
        "layer TOP chainActual: nil → 2 layers, number 1: l/ZZZZZZZZZZZZZZZZZZZZZZZZZZ (no such link)",
        "layer TOP chainExpected: nil → l/BBBBBBBBBBBBBBBBBBBBBBBBBB:l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer TOP chainState: match → differs",
      ],
      findings: [
        "error lower-differs TOP"
      ]
    ) {
      try $0.overwrite(
        "\($0.home(F.caches[2]))/lower",
        Array("l/\(String(repeating: "Z", count: 26)):l/\(F.links[0])".utf8))
    },
    .init(
      27, "an empty lower",
      changes: [
        "layer MIDDLE chainActual: nil → 0 bytes",
        "layer MIDDLE chainExpected: nil → l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer MIDDLE chainState: match → empty",
      ],
      findings: [
        "error lower-unusable MIDDLE"
      ]
    ) {
      try $0.overwrite("\($0.home(F.caches[1]))/lower", [])
    },
    .init(
      28, "a missing lower",
      changes: [
        "layer MIDDLE chainExpected: nil → l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer MIDDLE chainState: match → missing",
      ],
      findings: [
        "error lower-differs MIDDLE"
      ]
    ) {
      try $0.remove("\($0.home(F.caches[1]))/lower")
    },
    .init(
      29, "a lower in the wrong order",
      changes: [
        "layer TOP chainActual: nil → 2 layers, number 1: l/AAAAAAAAAAAAAAAAAAAAAAAAAA (1a1a1a1a1a1a)",
        "layer TOP chainExpected: nil → l/BBBBBBBBBBBBBBBBBBBBBBBBBB:l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer TOP chainState: match → differs",
      ],
      findings: [
        "error lower-differs TOP"
      ]
    ) {
      try $0.overwrite(
        "\($0.home(F.caches[2]))/lower", Array("l/\(F.links[0]):l/\(F.links[1])".utf8))
    },
    .init(
      29, "a lower that names whole paths",
      changes: [
        "layer MIDDLE chainActual: nil → /etc",
        "layer MIDDLE chainExpected: nil → l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer MIDDLE chainState: match → malformed",
      ],
      findings: [
        "error lower-unusable MIDDLE"
      ]
    ) {
      try $0.overwrite("\($0.home(F.caches[1]))/lower", Array("/etc".utf8))
    },
    .init(
      28, "a lower for a base layer",
      changes: [
        "layer BASE chainActual: nil → 1 layer, number 1: l/BBBBBBBBBBBBBBBBBBBBBBBBBB (2b2b2b2b2b2b)",
        "layer BASE chainExpected: nil → no such file",
        "layer BASE chainState: match → differs",
      ],
      findings: [
        "error lower-differs BASE"
      ]
    ) {
      try $0.write("\($0.home(F.caches[0]))/lower", "l/\(F.links[1])")
    },
    .init(
      28, "a container without its init layer in lower",
      changes: [
        "layer RW chainActual: nil → 3 layers, number 1: l/CCCCCCCCCCCCCCCCCCCCCCCCCC (buildkitexpo)",
        "layer RW chainExpected: nil → l/DDDDDDDDDDDDDDDDDDDDDDDDDD:l/CCCCCCCCCCCCCCCCCCCCCCCCCC:l/BBBBBBBBBBBBBBBBBBBBBBBBBB:l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer RW chainState: match → differs",
      ],
      findings: [
        "error lower-differs RW"
      ]
    ) {
      try $0.edit("overlay2/\(F.mount)/lower", "l/\(F.links[3]):", "")
    },
    .init(
      30, "a link that is gone",
      changes: [
        "layer MIDDLE linkActual: nil → nothing",
        "layer MIDDLE linkExpected: nil → ../CMIDDLE/diff",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB",
        "layer MIDDLE linkState: ok → link-missing",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
      ],
      findings: [
        "error link-target-missing MIDDLE"
      ]
    ) {
      try $0.remove("overlay2/l/\(F.links[1])")
    },
    .init(
      31, "a link that leads to another layer",
      changes: [
        "layer BASE links: [overlay2/l/AAAAAAAAAAAAAAAAAAAAAAAAAA] → [overlay2/l/AAAAAAAAAAAAAAAAAAAAAAAAAA, overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB]",
        "layer MIDDLE linkActual: nil → a link to ../CBASE/diff",
        "layer MIDDLE linkExpected: nil → ../CMIDDLE/diff",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB",
        "layer MIDDLE linkState: ok → link-elsewhere",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
      ],
      findings: [
        "error link-elsewhere MIDDLE"
      ]
    ) {
      try $0.link("overlay2/l/\(F.links[1])", to: "../\(F.caches[0])/diff")
    },
    .init(
      31, "a link that leads out of the store",
      changes: [
        "layer MIDDLE linkActual: nil → a link to /etc",
        "layer MIDDLE linkExpected: nil → ../CMIDDLE/diff",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB",
        "layer MIDDLE linkState: ok → link-elsewhere",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
      ],
      findings: [
        "error link-elsewhere MIDDLE"
      ]
    ) {
      try $0.link("overlay2/l/\(F.links[1])", to: "/etc")
    },
    .init(
      31, "a directory in the place of a link",
      changes: [
        "layer MIDDLE linkActual: nil → a directory",
        "layer MIDDLE linkExpected: nil → ../CMIDDLE/diff",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB",
        "layer MIDDLE linkState: ok → link-wrong-kind",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
      ],
      findings: [
        "error link-wrong-kind MIDDLE"
      ]
    ) { fixture in
      try fixture.remove("overlay2/l/\(F.links[1])")
      try fixture.directory("overlay2/l/\(F.links[1])")
    },
    .init(
      32, "a link that leads nowhere",
      changes: [
        "+ orphan-link overlay2/l/QQQQQQQQQQQQQQQQQQQQQQQQQQ"
      ],
      findings: [
        "note orphan-link overlay2/l/QQQQQQQQQQQQQQQQQQQQQQQQQQ"
      ]
    ) {
      try $0.link("overlay2/l/\(String(repeating: "Q", count: 26))", to: "../nowhere/diff")
    },
    .init(
      33, "an empty link file",
      changes: [
        "layer MIDDLE linkState: ok → empty"
      ],
      findings: [
        "error link-file-unusable MIDDLE"
      ]
    ) {
      try $0.overwrite("\($0.home(F.caches[1]))/link", [])
    },
    .init(
      34, "a missing link file",
      changes: [
        "layer MIDDLE linkState: ok → missing"
      ],
      findings: [
        "error link-file-unusable MIDDLE"
      ]
    ) {
      try $0.remove("\($0.home(F.caches[1]))/link")
    },
    .init(
      98, "two layers with one short name",
      changes: [
        "layer MIDDLE linkActual: nil → AAAAAAAAAAAAAAAAAAAAAAAAAA, which is 1a1a1a1a1a1a's",
        "layer MIDDLE linkExpected: nil → a name of its own",
        "layer MIDDLE linkState: ok → duplicate",
      ],
      findings: [
        "error link-duplicate MIDDLE"
      ]
    ) {
      try $0.overwrite("\($0.home(F.caches[1]))/link", Array(F.links[0].utf8))
    },
    .init(
      98, "a layer with two short names",
      changes: [
        "+ orphan-link overlay2/l/QQQQQQQQQQQQQQQQQQQQQQQQQQ",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB, overlay2/l/QQQQQQQQQQQQQQQQQQQQQQQQQQ]",
      ],
      findings: [
        "note orphan-link overlay2/l/QQQQQQQQQQQQQQQQQQQQQQQQQQ"
      ]
    ) {
      try $0.link("overlay2/l/\(String(repeating: "Q", count: 26))", to: "../\(F.caches[1])/diff")
    },
    .init(
      36, "a layer without its work directory",
      changes: [
        "+ work-missing overlay2/CMIDDLE/work a directory→"
      ],
      findings: [
        "note work-missing overlay2/CMIDDLE/work work-missing"
      ]
    ) {
      try $0.remove("\($0.home(F.caches[1]))/work")
    },
    .init(
      35, "a mark with content",
      changes: [
        "+ committed-odd overlay2/CMIDDLE/committed an empty file→1 bytes"
      ],
      findings: [
        "note committed-odd overlay2/CMIDDLE/committed committed-odd"
      ]
    ) {
      try $0.write("\($0.home(F.caches[1]))/committed", "x")
    },
    .init(
      58, "a layer without its diff",
      changes: [
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentState: directory → missing",
      ],
      findings: [
        "error layer-directory-missing MIDDLE"
      ]
    ) {
      try $0.remove("\($0.home(F.caches[1]))/diff")
    },
    .init(
      59, "a layer without its directory",
      changes: [
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2/CMIDDLE",
        "layer MIDDLE contentState: directory → missing",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
      ],
      findings: [
        "error layer-directory-missing MIDDLE"
      ]
    ) {
      try $0.remove($0.home(F.caches[1]))
    },
    .init(
      59, "a vfs layer without its directory", driver: "vfs",
      changes: [
        "layer MIDDLE content: whole-tree vfs/dir/CMIDDLE on vfs/dir/CBASE → nil",
        "layer MIDDLE contentState: directory → missing",
        "layer TOP content: whole-tree vfs/dir/CTOP on vfs/dir/CMIDDLE → whole-tree vfs/dir/CTOP on nothing",
      ],
      findings: [
        "error layer-directory-missing MIDDLE"
      ]
    ) {
      try $0.remove($0.home(F.caches[1]))
    },
    .init(
      101, "a directory that is a link",
      changes: [
        "+ problem unreadable overlay2/CMIDDLE/link",
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2/CMIDDLE",
        "layer MIDDLE contentState: directory → symlink",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
      ],
      findings: [
        "error layer-directory-wrong-kind MIDDLE",
        "warning read-problem overlay2/CMIDDLE/link unreadable",
        "warning scan-incomplete docker-layerdb/overlay2:ROOT",
      ]
    ) { fixture in
      try fixture.move(fixture.home(F.caches[1]), to: "outside")
      try fixture.link(fixture.home(F.caches[1]), to: "../outside")
    },
    .init(
      101, "a diff that is a link",
      changes: [
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentState: directory → symlink",
      ],
      findings: [
        "error layer-directory-wrong-kind MIDDLE"
      ]
    ) {
      try $0.link("\($0.home(F.caches[1]))/diff", to: "/etc")
    },
    .init(
      103, "files in a mount point where nothing is mounted",
      changes: [
        "+ stray-mount-content overlay2/RW/merged"
      ],
      findings: [
        "warning stray-mount-content overlay2/RW/merged"
      ]
    ) {
      try $0.write("overlay2/\(F.mount)/merged/lost", "x")
    },
    .init(
      99, "a lower with more layers than the driver takes",
      changes: [
        "layer TOP chainActual: nil → 130 layers",
        "layer TOP chainExpected: nil → 128 layers at the most",
        "layer TOP chainState: match → too-long",
      ],
      findings: [
        "error lower-too-long TOP"
      ]
    ) { fixture in
      let names = (0..<130).map { index in
        "l/" + String(repeating: "A", count: 24) + (index < 26 ? "B" : "C") + "D"
      }
      try fixture.overwrite(
        "\(fixture.home(F.caches[2]))/lower", Array(names.joined(separator: ":").utf8))
    },
  ]
}

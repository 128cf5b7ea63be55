/// Damage to what owns and what is owned: what the record of the fixture becomes and what an audit says of it.
extension LayerDBDamage {
  private typealias F = LayerDBFixture

  static let leftovers: [LayerDBDamage] = [
    .init(
      69, "a directory that nothing names",
      changes: [
        "+ layer 7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a",
        "+ orphan-layer overlay2/7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a",
      ],
      findings: [
        "warning orphan-layer overlay2/7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a"
      ]
    ) {
      try $0.addDirectory(
        String(repeating: "7a", count: 32), link: String(repeating: "Q", count: 26), on: [])
    },
    .init(
      69, "an init layer that nothing names",
      changes: [
        "+ layer 7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a-init",
        "+ orphan-init overlay2/7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a-init",
      ],
      findings: [
        "warning orphan-init-layer overlay2/7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a-init"
      ]
    ) {
      try $0.addDirectory(
        String(repeating: "7a", count: 32) + "-init", link: String(repeating: "Q", count: 26),
        on: [])
    },
    .init(
      69, "a directory with the name of one of the build cache",
      changes: [
        "+ layer buildcachewithoutanyowner",
        "+ orphan-layer overlay2/buildcachewithoutanyowner perhaps owned",
      ],
      findings: [
        "note layer-ownership-unknown overlay2/buildcachewithoutanyowner"
      ]
    ) {
      try $0.addDirectory(
        "buildcachewithoutanyowner", link: String(repeating: "Q", count: 26), on: [])
    },
    .init(
      90, "the databases of a build cache gone, and a directory of it left",
      changes: [
        "+ document buildkit/containerdmeta.db",
        "+ document buildkit/metadata_v2.db",
        "+ document buildkit/snapshots.db",
        "+ layer buildcachewithoutanyowner",
        "+ orphan-layer overlay2/buildcachewithoutanyowner perhaps owned",
        "root build-cache owners: 0 → nil",
      ],
      findings: [
        "note layer-ownership-unknown overlay2/buildcachewithoutanyowner",
        "warning build-cache-database-missing buildkit/containerdmeta.db",
        "warning build-cache-database-missing buildkit/metadata_v2.db",
        "warning build-cache-database-missing buildkit/snapshots.db",
      ]
    ) { fixture in
      try fixture.directory("buildkit")
      try fixture.addDirectory(
        "buildcachewithoutanyowner", link: String(repeating: "Q", count: 26), on: [])
    },
    .init(
      70, "metadata of a layer that was never finished",
      changes: [
        "+ staging image/overlay2/layerdb/tmp/write-set-1"
      ],
      findings: [
        "warning write-set-left image/overlay2/layerdb/tmp/write-set-1"
      ]
    ) {
      try $0.write("\($0.images)/layerdb/tmp/write-set-1/diff", "x")
    },
    .init(
      71, "a removal that waits",
      changes: [
        "+ layer 7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a",
        "+ removing image/overlay2/layerdb/sha256/MIDDLE-WEB-removing",
        "root removals owners: 0 → 1",
      ],
      findings: [
        "note removal-pending image/overlay2/layerdb/sha256/MIDDLE-WEB-removing"
      ]
    ) { fixture in
      try fixture.write(
        "\(fixture.layer(F.middle))-\(F.container)-removing/cache-id",
        String(repeating: "7a", count: 32))
      try fixture.addDirectory(
        String(repeating: "7a", count: 32), link: String(repeating: "Q", count: 26), on: [])
    },
    .init(
      72, "a removal that would take a layer in use",
      changes: [
        "+ removing-live image/overlay2/layerdb/sha256/MIDDLE-WEB-removing",
        "root removals owners: 0 → 1",
      ],
      findings: [
        "error removal-of-live-layer image/overlay2/layerdb/sha256/MIDDLE-WEB-removing"
      ]
    ) {
      try $0.write("\($0.layer(F.middle))-\(F.container)-removing/cache-id", F.caches[0])
    },
    .init(
      72, "a removal that would take a container's layer",
      changes: [
        "+ removing-live image/overlay2/layerdb/sha256/MIDDLE-WEB-removing",
        "root removals owners: 0 → 1",
      ],
      findings: [
        "error removal-of-live-layer image/overlay2/layerdb/sha256/MIDDLE-WEB-removing"
      ]
    ) {
      try $0.write("\($0.layer(F.middle))-\(F.container)-removing/cache-id", F.mount)
    },
    .init(
      72, "a removal that would leave the store",
      changes: [
        "+ removal-traversal image/overlay2/layerdb/sha256/MIDDLE-WEB-removing a cache id→"
      ],
      findings: [
        "error removal-traversal image/overlay2/layerdb/sha256/MIDDLE-WEB-removing removal-traversal"
      ]
    ) {
      try $0.write("\($0.layer(F.middle))-\(F.container)-removing/cache-id", "../../etc")
    },
    .init(
      73, "a removal of nothing",
      changes: [
        "+ removing-nothing image/overlay2/layerdb/sha256/MIDDLE-WEB-removing"
      ],
      findings: [
        "warning removal-of-nothing image/overlay2/layerdb/sha256/MIDDLE-WEB-removing"
      ]
    ) {
      try $0.directory("\($0.layer(F.middle))-\(F.container)-removing")
    },
    .init(
      74, "a layer that nothing needs",
      changes: [
        "+ layer d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9",
        "+ unreferenced-layer image/overlay2/layerdb/sha256/d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9",
        "root layers owners: 3 → 4",
      ],
      findings: [
        "warning unreferenced-layer image/overlay2/layerdb/sha256/d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9d9"
      ]
    ) { fixture in
      let diff = String(repeating: "d9", count: 32)
      for (name, text) in [
        ("diff", "sha256:\(diff)"), ("size", "0"), ("cache-id", String(repeating: "7a", count: 32)),
        ("tar-split.json.gz", ""),
      ] {
        try fixture.write("\(fixture.layer(diff))/\(name)", text)
      }
      try fixture.addDirectory(
        String(repeating: "7a", count: 32), link: String(repeating: "Q", count: 26), on: [])
    },
    .init(
      96, "an image tree that is gone",
      changes: [
        "+ layer CBASE",
        "+ layer CMIDDLE",
        "+ layer CTOP",
        "+ orphan-init overlay2/RW-init perhaps owned",
        "+ orphan-layer overlay2/CBASE perhaps owned",
        "+ orphan-layer overlay2/CMIDDLE perhaps owned",
        "+ orphan-layer overlay2/CTOP perhaps owned",
        "+ orphan-layer overlay2/RW perhaps owned",
        "- image APP",
        "- image MID",
        "- layer BASE",
        "- layer MIDDLE",
        "- layer TOP",
        "- tag demo/app:1",
        "- tag demo/mid:1",
        "container WEB contentState: present → unknown",
        "container WEB hostConfigState: ok → nil",
        "container WEB imageState: present → unknown",
        "container WEB initState: present → unknown",
        "container WEB layers: [RW-init, RW] → []",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → nil",
        "container WEB mountPath: image/overlay2/layerdb/mounts/WEB → nil",
        "container WEB mountState: ok → nil",
        "document image/overlay2 state: ok → missing",
        "document image/overlay2/repositories.json state: ok → missing",
        "layer RW chainPath: overlay2/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW depth: 4 → nil",
        "layer RW linkPath: overlay2/RW/link → nil",
        "layer RW linkState: ok → nil",
        "layer RW parent: RW-init → nil",
        "layer RW parentState: present → nil",
        "layer RW role: container → unclaimed",
        "layer RW-init chainPath: overlay2/RW-init/lower → nil",
        "layer RW-init chainState: match → nil",
        "layer RW-init depth: 3 → nil",
        "layer RW-init linkPath: overlay2/RW-init/link → nil",
        "layer RW-init linkState: ok → nil",
        "layer RW-init parent: TOP → nil",
        "layer RW-init parentState: present → nil",
        "layer RW-init role: containerInit → unclaimed",
        "root images owners: 2 → nil",
        "root layers owners: 3 → 0",
        "root mounts owners: 1 → 0",
        "root repositories owners: 2 → 0",
      ],
      findings: [
        "error image-tree-missing image/overlay2",
        "note layer-ownership-unknown overlay2/CBASE",
        "note layer-ownership-unknown overlay2/CMIDDLE",
        "note layer-ownership-unknown overlay2/CTOP",
        "note layer-ownership-unknown overlay2/RW",
        "note layer-ownership-unknown overlay2/RW-init",
      ]
    ) {
      try $0.remove($0.images)
    },
    .init(
      97, "a driver's home that is gone",
      changes: [
        "container WEB contentState: present → unknown",
        "container WEB initState: present → unknown",
        "document overlay2 state: ok → missing",
        "layer BASE chainPath: overlay2/CBASE/lower → nil",
        "layer BASE chainState: match → nil",
        "layer BASE content: own-entries-devices overlay2/CBASE/diff on nothing → nil",
        "layer BASE contentPath: overlay2/CBASE/diff → overlay2/CBASE",
        "layer BASE contentState: directory → missing",
        "layer BASE linkPath: overlay2/CBASE/link → nil",
        "layer BASE linkState: ok → nil",
        "layer BASE links: [overlay2/l/AAAAAAAAAAAAAAAAAAAAAAAAAA] → []",
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2/CMIDDLE",
        "layer MIDDLE contentState: directory → missing",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
        "layer RW chainPath: overlay2/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW content: own-entries-devices overlay2/RW/diff on nothing → nil",
        "layer RW contentPath: overlay2/RW/diff → overlay2/RW",
        "layer RW contentState: directory → missing",
        "layer RW linkPath: overlay2/RW/link → nil",
        "layer RW linkState: ok → nil",
        "layer RW links: [overlay2/l/EEEEEEEEEEEEEEEEEEEEEEEEEE] → []",
        "layer RW-init chainPath: overlay2/RW-init/lower → nil",
        "layer RW-init chainState: match → nil",
        "layer RW-init content: own-entries-devices overlay2/RW-init/diff on nothing → nil",
        "layer RW-init contentPath: overlay2/RW-init/diff → overlay2/RW-init",
        "layer RW-init contentState: directory → missing",
        "layer RW-init linkPath: overlay2/RW-init/link → nil",
        "layer RW-init linkState: ok → nil",
        "layer RW-init links: [overlay2/l/DDDDDDDDDDDDDDDDDDDDDDDDDD] → []",
        "layer TOP chainPath: overlay2/CTOP/lower → nil",
        "layer TOP chainState: match → nil",
        "layer TOP content: own-entries-devices overlay2/CTOP/diff on nothing → nil",
        "layer TOP contentPath: overlay2/CTOP/diff → overlay2/CTOP",
        "layer TOP contentState: directory → missing",
        "layer TOP linkPath: overlay2/CTOP/link → nil",
        "layer TOP linkState: ok → nil",
        "layer TOP links: [overlay2/l/CCCCCCCCCCCCCCCCCCCCCCCCCC] → []",
      ],
      findings: [
        "error driver-home-missing overlay2"
      ]
    ) {
      try $0.remove("overlay2")
    },
    .init(
      104, "an image tree of another driver",
      changes: [],
      findings: [
        "note driver-trees-several docker-layerdb/overlay2:ROOT",
        "note driver-trees-several docker-layerdb/vfs:ROOT",
      ]
    ) { fixture in
      try fixture.directory("image/vfs/layerdb")
      try fixture.directory("image/vfs/imagedb/content/sha256")
    },
    .init(
      110, "temporary files",
      changes: [
        "+ temporary overlay2/metacopy-check1",
        "+ temporary tmp/GetImageBlob1",
      ],
      findings: [
        "note temporary-waiting overlay2/metacopy-check1",
        "note temporary-waiting tmp/GetImageBlob1",
      ]
    ) { fixture in
      try fixture.write("tmp/GetImageBlob1", "x")
      try fixture.directory("overlay2/metacopy-check1")
    },
    .init(
      110, "link files that were never put in place",
      changes: [
        "+ half-written image/overlay2/.tmp-repositories.json1",
        "+ half-written overlay2/CMIDDLE/.tmp-link1",
      ],
      findings: [
        "note half-written-file image/overlay2/.tmp-repositories.json1",
        "note half-written-file overlay2/CMIDDLE/.tmp-link1",
      ]
    ) { fixture in
      try fixture.write("\(fixture.home(F.caches[1]))/.tmp-link1", "x")
      try fixture.write("\(fixture.images)/.tmp-repositories.json1", "x")
    },
    .init(
      109, "a name that is no text",
      changes: [
        "+ stray overlay2/lost+found"
      ],
      findings: [
        "note stray-file overlay2/lost+found"
      ]
    ) {
      try $0.write("overlay2/lost+found", "")
    },
  ]
}

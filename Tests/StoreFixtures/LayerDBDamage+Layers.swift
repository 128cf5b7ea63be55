/// Damage to registered layers: what the record of the fixture becomes and what an audit says of it.
extension LayerDBDamage {
  private typealias F = LayerDBFixture

  static let layers: [LayerDBDamage] = [
    .init(
      1, "a size that is no number",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE recordedSize: 5 → nil",
        "layer MIDDLE recordedSizeState: ok → malformed",
        "layer MIDDLE recordedSizeText: 5 → abc",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error layer-size-file-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/size", Array("abc".utf8))
    },
    .init(
      2, "an empty size",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE recordedSize: 5 → nil",
        "layer MIDDLE recordedSizeState: ok → empty",
        "layer MIDDLE recordedSizeText: 5 → ",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error layer-size-file-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/size", [])
    },
    .init(
      3, "a missing size",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE recordedSize: 5 → nil",
        "layer MIDDLE recordedSizeState: ok → missing",
        "layer MIDDLE recordedSizeText: 5 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error layer-size-file-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.remove("\($0.layer(F.middle))/size")
    },
    .init(
      4, "a size with a line end",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE recordedSize: 5 → nil",
        "layer MIDDLE recordedSizeState: ok → trailing-newline",
        "layer MIDDLE recordedSizeText: 5 → 5\n",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error layer-size-file-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/size", Array("5\n".utf8))
    },
    .init(
      6, "a negative size",
      changes: [
        "layer MIDDLE recordedSize: 5 → -5",
        "layer MIDDLE recordedSizeState: ok → negative",
        "layer MIDDLE recordedSizeText: 5 → -5",
      ],
      findings: [
        "error layer-size-file-absurd MIDDLE"
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/size", Array("-5".utf8))
    },
    .init(
      7, "a DiffID with a line end",
      changes: [
        "+ padded-word image/overlay2/layerdb/sha256/MIDDLE/diff →sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2"
      ],
      findings: [
        "note word-padded image/overlay2/layerdb/sha256/MIDDLE/diff padded-word"
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/diff", Array("sha256:\(F.diffs[1])\n".utf8))
    },
    .init(
      8, "a missing cache-id",
      changes: [
        "+ layer CMIDDLE",
        "+ orphan-layer overlay2/CMIDDLE perhaps owned",
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE cacheID: CMIDDLE → nil",
        "layer MIDDLE cacheIDState: ok → missing",
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2",
        "layer MIDDLE contentState: directory → unknown",
        "layer MIDDLE foundCacheID: nil → CMIDDLE",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
        "layer MIDDLE loadable: true → false",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error cache-id-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
        "note layer-ownership-unknown overlay2/CMIDDLE",
      ]
    ) {
      try $0.remove("\($0.layer(F.middle))/cache-id")
    },
    .init(
      9, "a cache-id that is nowhere",
      changes: [
        "+ layer CMIDDLE",
        "+ orphan-layer overlay2/CMIDDLE perhaps owned",
        "layer MIDDLE cacheID: CMIDDLE → 9999999999999999999999999999999999999999999999999999999999999999",
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2/9999999999999999999999999999999999999999999999999999999999999999",
        "layer MIDDLE contentState: directory → missing",
        "layer MIDDLE foundCacheID: nil → CMIDDLE",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
      ],
      findings: [
        "error cache-id-of-nothing MIDDLE",
        "note layer-ownership-unknown overlay2/CMIDDLE",
      ]
    ) {
      try $0.overwrite(
        "\($0.layer(F.middle))/cache-id", Array(String(repeating: "99", count: 32).utf8))
    },
    .init(
      10, "a cache-id that is another layer's",
      changes: [
        "+ layer CMIDDLE",
        "+ orphan-layer overlay2/CMIDDLE perhaps owned",
        "layer BASE cacheIDState: ok → duplicate",
        "layer BASE chainPath: overlay2/CBASE/lower → nil",
        "layer BASE chainState: match → nil",
        "layer MIDDLE cacheID: CMIDDLE → CBASE",
        "layer MIDDLE cacheIDState: ok → duplicate",
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → own-entries-devices overlay2/CBASE/diff on nothing",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2/CBASE/diff",
        "layer MIDDLE foundCacheID: nil → CMIDDLE",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → overlay2/CBASE/link",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → [overlay2/l/AAAAAAAAAAAAAAAAAAAAAAAAAA]",
      ],
      findings: [
        "error cache-id-duplicate BASE",
        "error cache-id-duplicate MIDDLE",
        "note layer-ownership-unknown overlay2/CMIDDLE",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/cache-id", Array(F.caches[0].utf8))
    },
    .init(
      11, "a cache-id that leaves the store",
      changes: [
        "+ layer CMIDDLE",
        "+ orphan-layer overlay2/CMIDDLE perhaps owned",
        "layer MIDDLE cacheID: CMIDDLE → nil",
        "layer MIDDLE cacheIDState: ok → traversal",
        "layer MIDDLE cacheIDText: nil → ../../containers",
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2",
        "layer MIDDLE contentState: directory → unknown",
        "layer MIDDLE foundCacheID: nil → CMIDDLE",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
      ],
      findings: [
        "error cache-id-traversal MIDDLE",
        "note layer-ownership-unknown overlay2/CMIDDLE",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/cache-id", Array("../../containers".utf8))
    },
    .init(
      11, "a cache-id that Docker would not make",
      changes: [
        "+ layer CMIDDLE",
        "+ orphan-layer overlay2/CMIDDLE perhaps owned",
        "layer MIDDLE cacheID: CMIDDLE → nil",
        "layer MIDDLE cacheIDState: ok → malformed",
        "layer MIDDLE cacheIDText: nil → l",
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2",
        "layer MIDDLE contentState: directory → unknown",
        "layer MIDDLE foundCacheID: nil → CMIDDLE",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
      ],
      findings: [
        "error cache-id-malformed MIDDLE",
        "note layer-ownership-unknown overlay2/CMIDDLE",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/cache-id", Array("l".utf8))
    },
    .init(
      12, "the DiffID of something else",
      changes: [
        "layer MIDDLE computedChainID: sha256:MIDDLE → sha256:1c7fa782fde1b8db24a1621cb40cc45ef362160111f06aea0e57e2bcd445e38d",
        "layer MIDDLE contentAddressState: match → mismatch",
        "layer MIDDLE recordedDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → sha256:BASE",
      ],
      findings: [
        "error layer-diff-id-differs MIDDLE"
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/diff", Array("sha256:\(F.diffs[0])".utf8))
    },
    .init(
      13, "a DiffID that is no digest",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE computedChainID: sha256:MIDDLE → nil",
        "layer MIDDLE contentAddressState: match → nil",
        "layer MIDDLE diffIDState: ok → malformed",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE recordedDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error layer-diff-id-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/diff", Array("sha256:xyz".utf8))
    },
    .init(
      14, "a missing parent",
      changes: [
        "layer MIDDLE computedChainID: sha256:MIDDLE → sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2",
        "layer MIDDLE contentAddressState: match → mismatch",
        "layer MIDDLE depth: 1 → 0",
        "layer MIDDLE parent: BASE → nil",
        "layer MIDDLE parentState: present → root",
        "layer RW depth: 4 → 3",
        "layer RW-init depth: 3 → 2",
        "layer TOP depth: 2 → 1",
      ],
      findings: [
        "error layer-parent-differs MIDDLE"
      ]
    ) {
      try $0.remove("\($0.layer(F.middle))/parent")
    },
    .init(
      15, "a parent that is not registered",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE computedChainID: sha256:MIDDLE → sha256:1006ee60a0e5eb40e65e6e667c6dc3d756b95acf9ed21ae0a6bcf97a6a55503a",
        "layer MIDDLE contentAddressState: match → mismatch",
        "layer MIDDLE depth: 1 → nil",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE parent: BASE → WEB",
        "layer MIDDLE parentState: present → missing",
        "layer RW depth: 4 → nil",
        "layer RW-init depth: 3 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error layer-parent-unknown MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/parent", Array("sha256:\(F.container)".utf8))
    },
    .init(
      16, "a layer that is its own parent",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE computedChainID: sha256:MIDDLE → sha256:c56609ecd37ce4327e1d068e5acbc8fb803cf826008d419c7a2960f970dd7e3b",
        "layer MIDDLE contentAddressState: match → mismatch",
        "layer MIDDLE depth: 1 → nil",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE parent: BASE → MIDDLE",
        "layer MIDDLE parentState: present → self",
        "layer RW depth: 4 → nil",
        "layer RW-init depth: 3 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error layer-parent-loop MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/parent", Array("sha256:\(F.middle)".utf8))
    },
    .init(
      16, "two layers in a ring",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → BASE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → BASE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer BASE computedChainID: sha256:BASE → sha256:a0f0499729f4b1b2f65278f09d35239e902e51fc2712757ae13042e0de743464",
        "layer BASE contentAddressState: match → mismatch",
        "layer BASE depth: 0 → nil",
        "layer BASE loadable: true → false",
        "layer BASE parent: nil → TOP",
        "layer BASE parentState: root → cycle",
        "layer MIDDLE depth: 1 → nil",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE parentState: present → cycle",
        "layer RW depth: 4 → nil",
        "layer RW-init depth: 3 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → cycle",
      ],
      findings: [
        "error layer-parent-loop BASE",
        "error layer-parent-loop MIDDLE",
        "error layer-parent-loop TOP",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
      ]
    ) {
      try $0.write("\($0.layer(F.base))/parent", "sha256:\(F.top)")
    },
    .init(
      17, "a parent that is another layer",
      changes: [
        "layer RW depth: 4 → 3",
        "layer RW-init depth: 3 → 2",
        "layer TOP computedChainID: sha256:TOP → sha256:7f0291743f36f1311e02fe9b71eec0e97af4891242588fadcc096f0fa13a0c08",
        "layer TOP contentAddressState: match → mismatch",
        "layer TOP depth: 2 → 1",
        "layer TOP parent: MIDDLE → BASE",
      ],
      findings: [
        "error layer-parent-differs TOP"
      ]
    ) {
      try $0.overwrite("\($0.layer(F.top))/parent", Array("sha256:\(F.base)".utf8))
    },
    .init(
      17, "a parent that is no digest",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE computedChainID: sha256:MIDDLE → nil",
        "layer MIDDLE contentAddressState: match → nil",
        "layer MIDDLE depth: 1 → nil",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE parent: BASE → nil",
        "layer MIDDLE parentState: present → malformed",
        "layer MIDDLE parentText: nil → ../x",
        "layer RW depth: 4 → nil",
        "layer RW-init depth: 3 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error parent-file-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/parent", Array("../x".utf8))
    },
    .init(
      18, "an entry that is gone",
      changes: [
        "+ layer CMIDDLE",
        "+ orphan-layer overlay2/CMIDDLE perhaps owned",
        "- layer MIDDLE",
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → missing",
        "image APP isComplete: true → false",
        "image APP layers: [TOP, MIDDLE, BASE] → [TOP, BASE]",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → missing",
        "image MID isComplete: true → false",
        "image MID layers: [MIDDLE, BASE] → [BASE]",
        "layer RW depth: 4 → nil",
        "layer RW-init depth: 3 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → missing",
        "root layers owners: 3 → 2",
      ],
      findings: [
        "error layer-entry-missing MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-missing APP",
        "note image-layer-missing MID",
        "note layer-above-unloadable TOP",
        "note layer-ownership-unknown overlay2/CMIDDLE",
      ]
    ) {
      try $0.remove($0.layer(F.middle))
    },
    .init(
      19, "an entry that was renamed",
      changes: [
        "+ layer WEB",
        "+ unreferenced-layer image/overlay2/layerdb/sha256/WEB perhaps owned",
        "- layer MIDDLE",
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → missing",
        "image APP isComplete: true → false",
        "image APP layers: [TOP, MIDDLE, BASE] → [TOP, BASE]",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → missing",
        "image MID isComplete: true → false",
        "image MID layers: [MIDDLE, BASE] → [BASE]",
        "layer RW depth: 4 → nil",
        "layer RW-init depth: 3 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → missing",
      ],
      findings: [
        "error chain-id-mismatch WEB",
        "error layer-entry-missing MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-missing APP",
        "note image-layer-missing MID",
        "note layer-above-unloadable TOP",
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/WEB",
      ]
    ) {
      try $0.move($0.layer(F.middle), to: $0.layer(F.container))
    },
    .init(
      23, "a missing tar-split",
      changes: [
        "layer MIDDLE tarSplitState: present → missing"
      ],
      findings: [
        "error tar-split-file-missing MIDDLE"
      ]
    ) {
      try $0.remove("\($0.layer(F.middle))/tar-split.json.gz")
    },
    .init(
      101, "an entry that is a link",
      changes: [
        "+ layer CMIDDLE",
        "+ orphan-layer overlay2/CMIDDLE perhaps owned",
        "+ problem wrong-kind image/overlay2/layerdb/sha256/MIDDLE",
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE cacheID: CMIDDLE → nil",
        "layer MIDDLE cacheIDPath: image/overlay2/layerdb/sha256/MIDDLE/cache-id → nil",
        "layer MIDDLE cacheIDState: ok → unreadable",
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE computedChainID: sha256:MIDDLE → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentAddressState: match → nil",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2",
        "layer MIDDLE contentState: directory → unknown",
        "layer MIDDLE depth: 1 → nil",
        "layer MIDDLE diffIDState: ok → nil",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE metadataState: ok → wrong-kind",
        "layer MIDDLE parent: BASE → nil",
        "layer MIDDLE parentState: present → unknown",
        "layer MIDDLE recordedDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
        "layer MIDDLE recordedSize: 5 → nil",
        "layer MIDDLE recordedSizePath: image/overlay2/layerdb/sha256/MIDDLE/size → nil",
        "layer MIDDLE recordedSizeState: ok → nil",
        "layer MIDDLE recordedSizeText: 5 → nil",
        "layer MIDDLE tarSplitPath: image/overlay2/layerdb/sha256/MIDDLE/tar-split.json.gz → nil",
        "layer MIDDLE tarSplitState: present → none",
        "layer RW depth: 4 → nil",
        "layer RW-init depth: 3 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error layer-entry-wrong-kind MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
        "note layer-ownership-unknown overlay2/CMIDDLE",
      ]
    ) { fixture in
      try fixture.move(fixture.layer(F.middle), to: "outside")
      try fixture.link(fixture.layer(F.middle), to: "../../../../outside")
    },
    .init(
      101, "a cache-id that is a link",
      changes: [
        "+ layer CMIDDLE",
        "+ orphan-layer overlay2/CMIDDLE perhaps owned",
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE cacheID: CMIDDLE → nil",
        "layer MIDDLE cacheIDState: ok → wrong-kind",
        "layer MIDDLE chainPath: overlay2/CMIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE content: own-entries-devices overlay2/CMIDDLE/diff on nothing → nil",
        "layer MIDDLE contentPath: overlay2/CMIDDLE/diff → overlay2",
        "layer MIDDLE contentState: directory → unknown",
        "layer MIDDLE linkPath: overlay2/CMIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
        "layer MIDDLE links: [overlay2/l/BBBBBBBBBBBBBBBBBBBBBBBBBB] → []",
        "layer MIDDLE loadable: true → false",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error cache-id-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
        "note layer-ownership-unknown overlay2/CMIDDLE",
      ]
    ) {
      try $0.link("\($0.layer(F.middle))/cache-id", to: "../\(F.base)/cache-id")
    },
    .init(
      101, "a FIFO in the place of a size",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE recordedSize: 5 → nil",
        "layer MIDDLE recordedSizeState: ok → wrong-kind",
        "layer MIDDLE recordedSizeText: 5 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error layer-size-file-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.fifo("\($0.layer(F.middle))/size")
    },
    .init(
      102, "an empty parent",
      changes: [
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE computedChainID: sha256:MIDDLE → nil",
        "layer MIDDLE contentAddressState: match → nil",
        "layer MIDDLE depth: 1 → nil",
        "layer MIDDLE loadable: true → false",
        "layer MIDDLE parent: BASE → nil",
        "layer MIDDLE parentState: present → malformed",
        "layer MIDDLE parentText: nil → (empty)",
        "layer RW depth: 4 → nil",
        "layer RW-init depth: 3 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error parent-file-unusable MIDDLE",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.overwrite("\($0.layer(F.middle))/parent", [])
    },
    .init(
      102, "a descriptor that is empty",
      changes: [
        "+ descriptor-malformed image/overlay2/layerdb/sha256/MIDDLE/descriptor.json a JSON object→not understood at byte 0: expected a JSON value",
        "container WEB mountParentState: match → unloadable",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → unloadable",
        "image APP isComplete: true → false",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → unloadable",
        "image MID isComplete: true → false",
        "layer MIDDLE loadable: true → false",
        "layer TOP loadable: true → false",
        "layer TOP parentState: present → unloadable",
      ],
      findings: [
        "error descriptor-malformed image/overlay2/layerdb/sha256/MIDDLE/descriptor.json descriptor-malformed",
        "note container-layer-unloadable WEB",
        "note image-layer-unloadable APP",
        "note image-layer-unloadable MID",
        "note layer-above-unloadable TOP",
      ]
    ) {
      try $0.write("\($0.layer(F.middle))/descriptor.json", "")
    },
    .init(
      0, "files that Docker does not know",
      changes: [
        "+ stray image/overlay2/layerdb/sha256/README",
        "+ unknown-file image/overlay2/layerdb/sha256/MIDDLE/os →",
      ],
      findings: [
        "note metadata-unknown-file image/overlay2/layerdb/sha256/MIDDLE/os unknown-file",
        "note stray-file image/overlay2/layerdb/sha256/README",
      ]
    ) { fixture in
      try fixture.write("\(fixture.layer(F.middle))/os", "linux")
      try fixture.write("\(fixture.images)/layerdb/sha256/README", "x")
    },
  ]
}

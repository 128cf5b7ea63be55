/// Damage to a store of containers/storage by the rows of the catalogue that begin with D, E, F.
extension StorageDamage {
  private typealias F = StorageFixture

  static let layers: [StorageDamage] = [
    .init(
      "F04", "a top layer without its record",
      changes: [
        "+ unregistered-layer overlay/TOP",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "image APP brokenLayer: nil → TOP",
        "image APP chainState: complete → missing",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: nil, image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: nil, image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image APP isComplete: true → false",
        "image APP layers: [TOP, MIDDLE, BASE] → []",
        "layer RW depth: 3 → nil",
        "layer RW parentState: present → missing",
        "layer TOP blobDigest: sha256:b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3b3 → nil",
        "layer TOP blobSize: 102 → nil",
        "layer TOP chainPath: overlay/TOP/lower → nil",
        "layer TOP chainState: match → nil",
        "layer TOP computedChainID: sha256:TOP → nil",
        "layer TOP contentAddressState: match → nil",
        "layer TOP created: Timestamp(seconds: 1700000002, nanoseconds: 0) → nil",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP diffIDSource: diff-digest → nil",
        "layer TOP diffIDState: ok → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
        "layer TOP linkPath: overlay/TOP/link → nil",
        "layer TOP linkState: ok → nil",
        "layer TOP metadataPath: overlay-layers/layers.json → nil",
        "layer TOP metadataState: ok → none",
        "layer TOP parent: MIDDLE → nil",
        "layer TOP parentState: present → nil",
        "layer TOP recordedDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP recordedGroups: [0] → nil",
        "layer TOP recordedSize: 3072 → nil",
        "layer TOP recordedSizePath: overlay-layers/layers.json → nil",
        "layer TOP recordedSizeState: ok → nil",
        "layer TOP recordedUsers: [0] → nil",
        "layer TOP role: image → unclaimed",
        "layer TOP tarSplitPath: overlay-layers/TOP.tar-split.gz → nil",
        "layer TOP tarSplitState: present → none",
        "root layers owners: 4 → 3",
      ],
      findings: [
        "error layer-record-missing overlay/TOP",
        "note image-chain-broken-below APP",
      ]
    ) {
      try $0.edit($0.layers, F.record(2) + ",", "")
    },
    .init(
      "F06", "a parent that is not there",
      changes: [
        "+ unreferenced-layer overlay/BASE/diff perhaps owned",
        "image APP brokenLayer: nil → STRANGER",
        "image APP chainState: complete → missing",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image APP isComplete: true → false",
        "image APP layers: [TOP, MIDDLE, BASE] → [TOP, MIDDLE]",
        "image MID brokenLayer: nil → STRANGER",
        "image MID chainState: complete → missing",
        "image MID history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image MID isComplete: true → false",
        "image MID layers: [MIDDLE, BASE] → [MIDDLE]",
        "layer BASE createdBy: STEP 0 → nil",
        "layer BASE imageDiffID: sha256:BASE → nil",
        "layer BASE isNamedByImage: true → false",
        "layer MIDDLE chainPath: overlay/MIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE computedChainID: sha256:MIDDLE → sha256:5a50bec97b3641aaba4c8053c0655444fadbd2d6b279b456dc5be182dc9f876f",
        "layer MIDDLE contentAddressState: match → mismatch",
        "layer MIDDLE createdBy: STEP 1 → nil",
        "layer MIDDLE depth: 1 → nil",
        "layer MIDDLE imageDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
        "layer MIDDLE imageParent: BASE → nil",
        "layer MIDDLE isNamedByImage: true → false",
        "layer MIDDLE parent: BASE → STRANGER",
        "layer MIDDLE parentState: present → missing",
        "layer RW chainPath: overlay/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW depth: 3 → nil",
        "layer TOP chainPath: overlay/TOP/lower → nil",
        "layer TOP chainState: match → nil",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
      ],
      findings: [
        "error layer-parent-missing MIDDLE",
        "note image-chain-broken-below APP",
        "note image-chain-broken-below MID",
        "note layer-ownership-unknown overlay/BASE/diff",
      ]
    ) {
      try $0.edit($0.layers, "\"parent\":\"\(F.base)\"", "\"parent\":\"\(F.stranger)\"")
    },
    .init(
      "F07", "a parent that is another layer",
      changes: [
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (BASE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image APP layers: [TOP, MIDDLE, BASE] → [TOP, BASE]",
        "layer RW chainPath: overlay/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW depth: 3 → 2",
        "layer TOP chainPath: overlay/TOP/lower → nil",
        "layer TOP chainState: match → nil",
        "layer TOP computedChainID: sha256:TOP → sha256:a44282d913e85f54b187fbb303555c14b0ece2cd142c89c9f17241535242e95d",
        "layer TOP contentAddressState: match → mismatch",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP depth: 2 → 1",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
        "layer TOP parent: MIDDLE → BASE",
      ],
      findings: [
        "error layer-id-mismatch TOP"
      ]
    ) {
      try $0.edit($0.layers, "\"parent\":\"\(F.middle)\"", "\"parent\":\"\(F.base)\"")
    },
    .init(
      "F08", "a layer without its parent",
      changes: [
        "+ unreferenced-layer overlay/BASE/diff perhaps owned",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image APP layers: [TOP, MIDDLE, BASE] → [TOP, MIDDLE]",
        "image MID history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image MID layers: [MIDDLE, BASE] → [MIDDLE]",
        "layer BASE createdBy: STEP 0 → nil",
        "layer BASE imageDiffID: sha256:BASE → nil",
        "layer BASE isNamedByImage: true → false",
        "layer MIDDLE chainPath: overlay/MIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE computedChainID: sha256:MIDDLE → sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2",
        "layer MIDDLE contentAddressState: match → mismatch",
        "layer MIDDLE createdBy: STEP 1 → nil",
        "layer MIDDLE depth: 1 → 0",
        "layer MIDDLE imageDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
        "layer MIDDLE imageParent: BASE → nil",
        "layer MIDDLE isNamedByImage: true → false",
        "layer MIDDLE parent: BASE → nil",
        "layer MIDDLE parentState: present → root",
        "layer RW chainPath: overlay/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW depth: 3 → 2",
        "layer TOP chainPath: overlay/TOP/lower → nil",
        "layer TOP chainState: match → nil",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP depth: 2 → 1",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
      ],
      findings: [
        "error layer-id-mismatch MIDDLE",
        "note layer-ownership-unknown overlay/BASE/diff",
      ]
    ) {
      try $0.edit($0.layers, "\"parent\":\"\(F.base)\",", "")
    },
    .init(
      "F10", "a layer that is its own parent",
      changes: [
        "+ unreferenced-layer overlay/BASE/diff perhaps owned",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → malformed",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image APP isComplete: true → false",
        "image APP layers: [TOP, MIDDLE, BASE] → [TOP, MIDDLE]",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → malformed",
        "image MID history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image MID isComplete: true → false",
        "image MID layers: [MIDDLE, BASE] → [MIDDLE]",
        "layer BASE createdBy: STEP 0 → nil",
        "layer BASE imageDiffID: sha256:BASE → nil",
        "layer BASE isNamedByImage: true → false",
        "layer MIDDLE chainPath: overlay/MIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE computedChainID: sha256:MIDDLE → sha256:f74ac6dea94238c46f95b722b97815f01145a644b50d27ddfa37414d0221e2dd",
        "layer MIDDLE contentAddressState: match → mismatch",
        "layer MIDDLE createdBy: STEP 1 → nil",
        "layer MIDDLE depth: 1 → nil",
        "layer MIDDLE imageDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
        "layer MIDDLE imageParent: BASE → nil",
        "layer MIDDLE isNamedByImage: true → false",
        "layer MIDDLE parent: BASE → MIDDLE",
        "layer MIDDLE parentState: present → self",
        "layer RW chainPath: overlay/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer RW depth: 3 → nil",
        "layer TOP chainPath: overlay/TOP/lower → nil",
        "layer TOP chainState: match → nil",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
      ],
      findings: [
        "error layer-parent-circular MIDDLE",
        "note image-chain-broken-below APP",
        "note image-chain-broken-below MID",
        "note layer-ownership-unknown overlay/BASE/diff",
      ]
    ) {
      try $0.edit($0.layers, "\"parent\":\"\(F.base)\"", "\"parent\":\"\(F.middle)\"")
    },
    .init(
      "F11", "a digest that was changed",
      changes: [
        "layer MIDDLE chainPath: overlay/MIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE computedChainID: sha256:MIDDLE → sha256:66ce2e539568f4bdb18accd8a0fc8296ab34381cb2fb0a2cf353a8683c6d8974",
        "layer MIDDLE contentAddressState: match → mismatch",
        "layer MIDDLE recordedDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → sha256:STRANGER",
        "layer RW chainPath: overlay/RW/lower → nil",
        "layer RW chainState: match → nil",
        "layer TOP chainPath: overlay/TOP/lower → nil",
        "layer TOP chainState: match → nil",
      ],
      findings: [
        "error layer-id-mismatch MIDDLE"
      ]
    ) {
      try $0.edit(
        $0.layers, "\"diff-digest\":\"sha256:\(F.diffs[1])\"",
        "\"diff-digest\":\"sha256:\(F.stranger)\"")
    },
    .init(
      "F12", "a digest that is none",
      changes: [
        "layer MIDDLE computedChainID: sha256:MIDDLE → nil",
        "layer MIDDLE contentAddressState: match → nil",
        "layer MIDDLE diffIDState: ok → malformed",
        "layer MIDDLE diffIDText: nil → sha256:77",
        "layer MIDDLE recordedDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
      ],
      findings: [
        "error layer-digest-unusable MIDDLE"
      ]
    ) {
      try $0.edit(
        $0.layers, "\"diff-digest\":\"sha256:\(F.diffs[1])\"", "\"diff-digest\":\"sha256:77\"")
    },
    .init(
      "F13", "a layer without its digest",
      changes: [
        "layer MIDDLE computedChainID: sha256:MIDDLE → nil",
        "layer MIDDLE contentAddressState: match → nil",
        "layer MIDDLE diffIDSource: diff-digest → nil",
        "layer MIDDLE diffIDState: ok → missing",
        "layer MIDDLE recordedDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
      ],
      findings: [
        "error layer-digest-unusable MIDDLE"
      ]
    ) {
      try $0.edit($0.layers, "\"diff-digest\":\"sha256:\(F.diffs[1])\",", "")
    },
    .init(
      "F15", "a layer without its length",
      changes: [
        "layer MIDDLE recordedSize: 2048 → nil",
        "layer MIDDLE recordedSizeState: ok → missing",
      ],
      findings: [
        "error layer-length-unusable MIDDLE"
      ]
    ) {
      try $0.edit($0.layers, "\"diff-size\":2048,", "")
    },
    .init(
      "F16", "a length that is not known",
      changes: [
        "layer MIDDLE recordedSize: 2048 → nil",
        "layer MIDDLE recordedSizeState: ok → negative",
        "layer MIDDLE recordedSizeText: nil → -1",
      ],
      findings: [
        "error layer-length-unusable MIDDLE"
      ]
    ) {
      try $0.edit($0.layers, "\"diff-size\":2048", "\"diff-size\":-1")
    },
    .init(
      "F17", "another digest of the blob",
      changes: [
        "+ layer-blob-differs overlay-layers/layers.json sha256:b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2→sha256:STRANGER",
        "layer MIDDLE blobDigest: sha256:b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2 → sha256:STRANGER",
      ],
      findings: [
        "note layer-blob-differs overlay-layers/layers.json layer-blob-differs"
      ]
    ) {
      try $0.edit($0.layers, F.blobs[1], F.stranger)
    },
    .init(
      "F18", "another length of the blob",
      changes: [
        "+ layer-blob-size-differs overlay-layers/layers.json 101 bytes→102 bytes",
        "layer MIDDLE blobSize: 101 → 102",
      ],
      findings: [
        "warning layer-blob-record-differs overlay-layers/layers.json layer-blob-size-differs"
      ]
    ) {
      try $0.edit($0.layers, "\"compressed-size\":101", "\"compressed-size\":102")
    },
    .init(
      "F20", "a layer that is marked as incomplete",
      changes: [
        "+ layer-incomplete overlay-layers/layers.json a finished layer→marked as incomplete"
      ],
      findings: [
        "error layer-incomplete overlay-layers/layers.json layer-incomplete"
      ]
    ) {
      try $0.edit(
        $0.layers, "\"diff-size\":2048", "\"flags\":{\"incomplete\":true},\"diff-size\":2048")
    },
    .init(
      "F22", "a layer with two records",
      changes: [
        "+ record-duplicate overlay-layers/layers.json one record→BASE",
        "layer BASE blobDigest: sha256:b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1b1 → nil",
        "layer BASE blobSize: 100 → nil",
        "layer BASE computedChainID: sha256:BASE → nil",
        "layer BASE contentAddressState: match → nil",
        "layer BASE created: Timestamp(seconds: 1700000000, nanoseconds: 0) → nil",
        "layer BASE diffIDSource: diff-digest → nil",
        "layer BASE diffIDState: ok → nil",
        "layer BASE recordedDiffID: sha256:BASE → nil",
        "layer BASE recordedGroups: [0] → nil",
        "layer BASE recordedSize: 1024 → nil",
        "layer BASE recordedSizeState: ok → nil",
        "layer BASE recordedUsers: [0] → nil",
        "root layers owners: 4 → 5",
      ],
      findings: [
        "warning record-duplicate overlay-layers/layers.json record-duplicate"
      ]
    ) {
      try $0.edit($0.layers, "[{", "[{\"id\":\"\(F.base)\"},{")
    },
    .init(
      "F24", "another kind of compression",
      changes: [
        "+ layer-compression-differs overlay-layers/layers.json gzip→zstd"
      ],
      findings: [
        "warning layer-blob-record-differs overlay-layers/layers.json layer-compression-differs"
      ]
    ) {
      try $0.edit(
        $0.layers, "\"diff-size\":2048,\"compression\":2", "\"diff-size\":2048,\"compression\":4")
    },
    .init(
      "F26", "data of a layer that is not there",
      changes: [
        "+ big-data-missing overlay-layers/MIDDLE/thing the file of thing→nothing"
      ],
      findings: [
        "error big-data-missing overlay-layers/MIDDLE/thing big-data-missing"
      ]
    ) {
      try $0.edit(
        $0.layers, "\"diff-size\":2048", "\"big-data-names\":[\"thing\"],\"diff-size\":2048")
    },
    .init(
      "F29", "a table of contents of a whole layer",
      changes: [
        "+ toc-without-data overlay-layers/layers.json no toc-digest, or the data zstd-chunked-manifest→sha256:STRANGER",
        "layer MIDDLE tocDigest: nil → sha256:STRANGER",
      ],
      findings: [
        "warning toc-without-data overlay-layers/layers.json toc-without-data"
      ]
    ) {
      try $0.edit(
        $0.layers, "\"diff-size\":2048",
        "\"toc-digest\":\"sha256:\(F.stranger)\",\"diff-size\":2048")
    },
    .init(
      "D04", "a layer without its files",
      changes: [
        "layer MIDDLE content: own-entries-devices overlay/MIDDLE/diff on nothing → nil",
        "layer MIDDLE contentState: directory → missing",
      ],
      findings: [
        "error layer-diff-missing MIDDLE"
      ]
    ) {
      try $0.remove($0.home(F.middle) + "/diff")
    },
    .init(
      "D05", "a layer without its directory",
      changes: [
        "layer TOP chainPath: overlay/TOP/lower → nil",
        "layer TOP chainState: match → nil",
        "layer TOP content: own-entries-devices overlay/TOP/diff on nothing → nil",
        "layer TOP contentPath: overlay/TOP/diff → overlay/TOP",
        "layer TOP contentState: directory → missing",
        "layer TOP linkPath: overlay/TOP/link → nil",
        "layer TOP linkState: ok → nil",
      ],
      findings: [
        "error layer-diff-missing TOP"
      ]
    ) {
      try $0.remove($0.home(F.top))
    },
    .init(
      "D08", "a link where the files should be",
      changes: [
        "layer MIDDLE content: own-entries-devices overlay/MIDDLE/diff on nothing → nil",
        "layer MIDDLE contentState: directory → symlink",
      ],
      findings: [
        "error layer-diff-wrong-kind MIDDLE"
      ]
    ) {
      try $0.link($0.home(F.middle) + "/diff", to: "../\(F.base)/diff")
    },
    .init(
      "D09", "a layer without its short name",
      changes: [
        "layer BASE linkState: ok → missing"
      ],
      findings: [
        "warning layer-link-unusable BASE"
      ]
    ) {
      try $0.remove($0.home(F.base) + "/link")
    },
    .init(
      "D10", "another short name",
      changes: [
        "layer BASE linkActual: nil → nothing",
        "layer BASE linkExpected: nil → ../BASE/diff",
        "layer BASE linkPath: overlay/BASE/link → overlay/l/ZZZZZZZZZZZZZZZZZZZZZZZZZZ",
        "layer BASE linkState: ok → link-missing",
      ],
      findings: [
        "warning layer-link-missing BASE"
      ]
    ) {
      try $0.overwrite($0.home(F.base) + "/link", Array(String(repeating: "Z", count: 26).utf8))
    },
    .init(
      "D11", "a link that is gone",
      changes: [
        "layer BASE linkActual: nil → nothing",
        "layer BASE linkExpected: nil → ../BASE/diff",
        "layer BASE linkPath: overlay/BASE/link → overlay/l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer BASE linkState: ok → link-missing",
      ],
      findings: [
        "warning layer-link-missing BASE"
      ]
    ) {
      try $0.remove("overlay/l/\(F.links[0])")
    },
    .init(
      "D12", "a link that leads to another layer",
      changes: [
        "layer BASE linkActual: nil → a link to ../MIDDLE/diff",
        "layer BASE linkExpected: nil → ../BASE/diff",
        "layer BASE linkPath: overlay/BASE/link → overlay/l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer BASE linkState: ok → link-elsewhere",
      ],
      findings: [
        "error layer-link-astray BASE"
      ]
    ) {
      try $0.link("overlay/l/\(F.links[0])", to: "../\(F.middle)/diff")
    },
    .init(
      "D14", "a link of nothing",
      changes: [
        "+ orphan-link overlay/l/ZZZZZZZZZZZZZZZZZZZZZZZZZZ"
      ],
      findings: [
        "note link-unused overlay/l/ZZZZZZZZZZZZZZZZZZZZZZZZZZ"
      ]
    ) {
      try $0.link("overlay/l/\(String(repeating: "Z", count: 26))", to: "../\(F.stranger)/diff")
    },
    .init(
      "D15", "a layer without its lower",
      changes: [
        "layer MIDDLE chainExpected: nil → l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer MIDDLE chainState: match → missing",
      ],
      findings: [
        "error layer-lower-differs MIDDLE"
      ]
    ) {
      try $0.remove($0.home(F.middle) + "/lower")
    },
    .init(
      "D16", "a lower without its last layer",
      changes: [
        "layer TOP chainActual: nil → 1 layer, ends before number 2",
        "layer TOP chainExpected: nil → l/BBBBBBBBBBBBBBBBBBBBBBBBBB:l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer TOP chainState: match → differs",
      ],
      findings: [
        "error layer-lower-differs TOP"
      ]
    ) {
      try $0.overwrite($0.home(F.top) + "/lower", Array("l/\(F.links[1])".utf8))
    },
    .init(
      "D19", "a layer without work and merged",
      changes: [
        "+ merged-missing overlay/MIDDLE/merged a directory→",
        "+ work-missing overlay/MIDDLE/work a directory→",
      ],
      findings: [
        "note layer-mount-place-missing overlay/MIDDLE/merged merged-missing",
        "note layer-mount-place-missing overlay/MIDDLE/work work-missing",
      ]
    ) {
      for part in ["work", "merged"] { try $0.remove($0.home(F.middle) + "/\(part)") }
    },
    .init(
      "D21", "a directory without a record",
      changes: [
        "+ layer STRANGER",
        "+ orphan-layer overlay/STRANGER",
      ],
      findings: [
        "warning layer-directory-unrecorded overlay/STRANGER"
      ]
    ) {
      try $0.addDirectory(F.stranger, link: String(repeating: "E", count: 26), on: [])
    },
    .init(
      "D22", "a stray directory and file",
      changes: [
        "+ stray overlay/note",
        "+ stray overlay/strange",
      ],
      findings: [
        "note stray-file overlay/note",
        "note stray-file overlay/strange",
      ]
    ) {
      try $0.directory("overlay/strange")
      try $0.write("overlay/note", "x")
    },
    .init(
      "D23", "additions and deletions that were never finished",
      changes: [
        "+ staging overlay-layers/tmp/temp-dir-2",
        "+ staging overlay/staging/1",
        "+ staging overlay/tempdirs/temp-dir-1",
        "+ temporary tmp/storage1",
      ],
      findings: [
        "warning unfinished-remains overlay-layers/tmp/temp-dir-2",
        "warning unfinished-remains overlay/staging/1",
        "warning unfinished-remains overlay/tempdirs/temp-dir-1",
        "warning unfinished-remains tmp/storage1",
      ]
    ) {
      for path in [
        "overlay/tempdirs/temp-dir-1", "overlay/staging/1", "overlay-layers/tmp/temp-dir-2",
        "tmp/storage1",
      ] { try $0.write(path + "/x", "x") }
    },
    .init(
      "E01", "a layer without its tar-split",
      changes: [
        "layer MIDDLE tarSplitState: present → missing"
      ],
      findings: [
        "error layer-tar-split-missing MIDDLE"
      ]
    ) {
      try $0.remove($0.tarSplit(F.middle))
    },
    .init(
      "E08", "a tar-split of nothing",
      changes: [
        "+ layer-remains overlay-layers/STRANGER.tar-split.gz"
      ],
      findings: [
        "warning layer-data-left overlay-layers/STRANGER.tar-split.gz"
      ]
    ) {
      try $0.write($0.tarSplit(F.stranger), "x")
    },
  ]
}

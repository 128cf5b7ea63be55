/// Damage to a store of containers/storage by the rows of the catalogue that begin with I, J.
extension StorageDamage {
  private typealias F = StorageFixture

  static let containers: [StorageDamage] = [
    .init(
      "I02", "a list of containers that is gone",
      changes: [
        "+ container-remains overlay-containers/WEB perhaps owned",
        "+ orphan-mount overlay/RW/diff perhaps owned",
        "- container WEB",
        "document overlay-containers/containers.json state: ok → missing",
        "root containers owners: 1 → nil",
      ],
      findings: [
        "error records-lost overlay-containers/containers.json"
      ]
    ) {
      try $0.remove($0.containers)
    },
    .init(
      "I03", "a container of an unknown image",
      changes: [
        "container WEB image: APP → STRANGER",
        "container WEB imageState: present → missing",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
      ],
      findings: [
        "error container-of-unknown-image WEB"
      ]
    ) {
      try $0.edit($0.containers, F.app, F.stranger)
    },
    .init(
      "I04", "a container of an unknown layer",
      changes: [
        "+ orphan-mount overlay/RW/diff perhaps owned",
        "container WEB contentState: present → unknown",
        "container WEB layers: [RW] → [STRANGER]",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → nil",
        "container WEB mountState: ok → missing",
      ],
      findings: [
        "error container-layer-unrecorded WEB",
        "note layer-ownership-unknown overlay/RW/diff",
      ]
    ) {
      try $0.edit($0.containers, F.writable, F.stranger)
    },
    .init(
      "I05", "a container without its files",
      changes: [
        "container WEB contentState: present → missing",
        "layer RW content: own-entries-devices overlay/RW/diff on nothing → nil",
        "layer RW contentState: directory → missing",
      ],
      findings: [
        "error container-data-missing WEB"
      ]
    ) {
      try $0.remove($0.home(F.writable) + "/diff")
    },
    .init(
      "I06", "a container on another layer",
      changes: [
        "container WEB mountParentActual: TOP → MIDDLE",
        "container WEB mountParentState: match → differs",
        "layer RW chainActual: nil → 3 layers, number 1: l/CCCCCCCCCCCCCCCCCCCCCCCCCC (0db586f00a09)",
        "layer RW chainExpected: nil → l/BBBBBBBBBBBBBBBBBBBBBBBBBB:l/AAAAAAAAAAAAAAAAAAAAAAAAAA",
        "layer RW chainState: match → differs",
        "layer RW depth: 3 → 2",
        "layer RW parent: TOP → MIDDLE",
      ],
      findings: [
        "error container-layer-parent-differs WEB",
        "error layer-lower-differs RW",
      ]
    ) {
      try $0.edit($0.layers, "\"parent\":\"\(F.top)\"", "\"parent\":\"\(F.middle)\"")
    },
    .init(
      "I07", "a container without its own files",
      changes: [
        "+ userdata-missing overlay-containers/WEB/userdata a directory→nothing"
      ],
      findings: [
        "warning userdata-missing overlay-containers/WEB/userdata userdata-missing"
      ]
    ) {
      try $0.remove("overlay-containers/\(F.container)/userdata")
    },
    .init(
      "I08", "two containers with one layer",
      changes: [
        "+ container STRANGER",
        "+ container-layer-shared overlay-containers/containers.json a layer of its own→that of container 5e5e5e5e5e5e, too",
        "root containers owners: 1 → 2",
      ],
      findings: [
        "error container-layer-shared overlay-containers/containers.json container-layer-shared"
      ]
    ) {
      try $0.edit(
        $0.containers, "[{",
        "[{\"id\":\"\(F.stranger)\",\"image\":\"\(F.app)\",\"layer\":\"\(F.writable)\"},{")
      try $0.directory("overlay-containers/\(F.stranger)/userdata")
    },
    .init(
      "I12", "a container that writes into an image",
      changes: [
        "+ container-layer-of-image overlay-containers/containers.json a layer of its own→a layer of an image",
        "+ orphan-mount overlay/RW/diff perhaps owned",
        "container WEB layers: [RW] → [TOP]",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
      ],
      findings: [
        "error container-layer-shared overlay-containers/containers.json container-layer-of-image",
        "note layer-ownership-unknown overlay/RW/diff",
      ]
    ) {
      try $0.edit($0.containers, F.writable, F.top)
    },
    .init(
      "J01", "a lock that is gone",
      changes: [
        "+ lock-odd overlay-layers/layers.lock a file of 0 or 64 bytes→nothing"
      ],
      findings: [
        "note records-lock-odd overlay-layers/layers.lock lock-odd"
      ]
    ) {
      try $0.remove("overlay-layers/layers.lock")
    },
    .init(
      "J02", "a list that nobody may read",
      changes: [
        "+ mode-drift overlay-images/images.json 600→0"
      ],
      findings: [
        "note records-mode overlay-images/images.json mode-drift"
      ]
    ) {
      try $0.setMode($0.images, 0)
    },
    .init(
      "J04", "a record without an id",
      changes: [
        "+ record-without-id overlay-layers/layers.json 64 hexadecimal digits→none",
        "root layers owners: 4 → 5",
      ],
      findings: [
        "error record-id-unusable overlay-layers/layers.json record-without-id"
      ]
    ) {
      try $0.edit($0.layers, "[{", "[{\"parent\":\"\(F.base)\"},{")
    },
    .init(
      "J05", "a length that is a word",
      changes: [
        "+ orphan-layer overlay/MIDDLE perhaps owned",
        "+ problem malformed overlay-layers/layers.json",
        "+ unreferenced-layer overlay/BASE/diff perhaps owned",
        "document overlay-layers/layers.json state: ok → malformed",
        "image APP brokenLayer: nil → MIDDLE",
        "image APP chainState: complete → nil",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: nil, image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image APP isComplete: true → false",
        "image APP layers: [TOP, MIDDLE, BASE] → [TOP]",
        "image MID brokenLayer: nil → MIDDLE",
        "image MID chainState: complete → nil",
        "image MID history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: nil, image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image MID isComplete: true → false",
        "image MID layers: [MIDDLE, BASE] → []",
        "layer BASE createdBy: STEP 0 → nil",
        "layer BASE imageDiffID: sha256:BASE → nil",
        "layer BASE isNamedByImage: true → false",
        "layer MIDDLE blobDigest: sha256:b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2b2 → nil",
        "layer MIDDLE blobSize: 101 → nil",
        "layer MIDDLE chainPath: overlay/MIDDLE/lower → nil",
        "layer MIDDLE chainState: match → nil",
        "layer MIDDLE computedChainID: sha256:MIDDLE → nil",
        "layer MIDDLE contentAddressState: match → nil",
        "layer MIDDLE created: Timestamp(seconds: 1700000001, nanoseconds: 0) → nil",
        "layer MIDDLE createdBy: STEP 1 → nil",
        "layer MIDDLE depth: 1 → nil",
        "layer MIDDLE diffIDSource: diff-digest → nil",
        "layer MIDDLE diffIDState: ok → nil",
        "layer MIDDLE imageDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
        "layer MIDDLE imageParent: BASE → nil",
        "layer MIDDLE isNamedByImage: true → false",
        "layer MIDDLE linkPath: overlay/MIDDLE/link → nil",
        "layer MIDDLE linkState: ok → nil",
        "layer MIDDLE metadataPath: overlay-layers/layers.json → nil",
        "layer MIDDLE metadataState: ok → none",
        "layer MIDDLE parent: BASE → nil",
        "layer MIDDLE parentState: present → nil",
        "layer MIDDLE recordedDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
        "layer MIDDLE recordedGroups: [0] → nil",
        "layer MIDDLE recordedSize: 2048 → nil",
        "layer MIDDLE recordedSizePath: overlay-layers/layers.json → nil",
        "layer MIDDLE recordedSizeState: ok → nil",
        "layer MIDDLE recordedUsers: [0] → nil",
        "layer MIDDLE role: image → unclaimed",
        "layer MIDDLE tarSplitPath: overlay-layers/MIDDLE.tar-split.gz → nil",
        "layer MIDDLE tarSplitState: present → none",
        "layer RW depth: 3 → nil",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP depth: 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
        "layer TOP parentState: present → unknown",
        "root layers owners: 4 → nil",
      ],
      findings: [
        "error records-unusable overlay-layers/layers.json"
      ]
    ) {
      try $0.edit($0.layers, "\"diff-size\":2048", "\"diff-size\":\"2048\"")
    },
    .init(
      "J06", "a program that mounts",
      changes: [
        "+ mount-program overlay/.has-mount-program →layers are mounted by a program",
        "layer BASE content: own-entries-devices overlay/BASE/diff on nothing → own-entries overlay/BASE/diff on nothing",
        "layer MIDDLE content: own-entries-devices overlay/MIDDLE/diff on nothing → own-entries overlay/MIDDLE/diff on nothing",
        "layer RW content: own-entries-devices overlay/RW/diff on nothing → own-entries overlay/RW/diff on nothing",
        "layer TOP content: own-entries-devices overlay/TOP/diff on nothing → own-entries overlay/TOP/diff on nothing",
      ],
      findings: [
        "note mount-program overlay/.has-mount-program mount-program"
      ]
    ) {
      try $0.write("overlay/.has-mount-program", "true")
    },
    .init(
      "J07", "an id that leads out of the store",
      changes: [
        "+ record-id-malformed overlay-layers/layers.json 64 hexadecimal digits→../../etc",
        "root layers owners: 4 → 5",
      ],
      findings: [
        "error record-id-unusable overlay-layers/layers.json record-id-malformed"
      ]
    ) {
      try $0.edit($0.layers, "[{", "[{\"id\":\"../../etc\"},{")
    },
  ]
}

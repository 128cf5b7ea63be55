/// Damage to a store of containers/storage by the rows of the catalogue that begin with G, H.
extension StorageDamage {
  private typealias F = StorageFixture

  static let images: [StorageDamage] = [
    .init(
      "G01", "an image without its record",
      changes: [
        "+ image STRANGER",
        "+ image-directory-missing overlay-images/STRANGER a directory→nothing",
        "+ image-remains overlay-images/APP",
        "- image APP",
        "container WEB imageState: present → missing",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
        "tag localhost/app:1 target: APP → STRANGER",
      ],
      findings: [
        "error container-of-unknown-image WEB",
        "error image-directory-missing overlay-images/STRANGER image-directory-missing",
        "warning image-data-left overlay-images/APP",
      ]
    ) {
      try $0.edit($0.images, "\"id\":\"\(F.app)\"", "\"id\":\"\(F.stranger)\"")
    },
    .init(
      "G04", "a container's directory of nothing",
      changes: [
        "+ container-remains overlay-containers/STRANGER"
      ],
      findings: [
        "warning container-data-left overlay-containers/STRANGER"
      ]
    ) {
      try $0.directory("overlay-containers/\(F.stranger)")
    },
    .init(
      "G05", "a file that no record lists",
      changes: [
        "+ unlisted-data overlay-images/APP/extra"
      ],
      findings: [
        "note unlisted-data overlay-images/APP/extra"
      ]
    ) {
      try $0.write("overlay-images/\(F.app)/extra", "x")
    },
    .init(
      "H02", "a list of images without bytes",
      changes: [
        "+ image-remains overlay-images/APP perhaps owned",
        "+ image-remains overlay-images/MID perhaps owned",
        "- image APP",
        "- image MID",
        "- tag docker.io/library/mid:1",
        "- tag localhost/app:1",
        "container WEB imageState: present → unknown",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "document overlay-images/images.json state: ok → empty",
        "layer BASE createdBy: STEP 0 → nil",
        "layer BASE imageDiffID: sha256:BASE → nil",
        "layer BASE isNamedByImage: true → false",
        "layer MIDDLE createdBy: STEP 1 → nil",
        "layer MIDDLE imageDiffID: sha256:d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2 → nil",
        "layer MIDDLE imageParent: BASE → nil",
        "layer MIDDLE isNamedByImage: true → false",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
        "root images owners: 2 → nil",
      ],
      findings: [
        "error records-lost overlay-images/images.json"
      ]
    ) {
      try $0.overwrite($0.images, [])
    },
    .init(
      "H04", "an image of a layer that is not there",
      changes: [
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "image APP brokenLayer: nil → STRANGER",
        "image APP chainState: complete → missing",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: nil, image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: nil, image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image APP isComplete: true → false",
        "image APP layers: [TOP, MIDDLE, BASE] → []",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
      ],
      findings: [
        "error image-chain-broken APP"
      ]
    ) {
      try $0.edit($0.images, "\"layer\":\"\(F.top)\"", "\"layer\":\"\(F.stranger)\"")
    },
    .init(
      "H05", "an image of another layer",
      changes: [
        "+ image-layers-differ overlay-images/images.json 3 layers→2 layers",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (MIDDLE), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (BASE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image APP layers: [TOP, MIDDLE, BASE] → [MIDDLE, BASE]",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
      ],
      findings: [
        "error image-layers-differ overlay-images/images.json image-layers-differ"
      ]
    ) {
      try $0.edit($0.images, "\"layer\":\"\(F.top)\"", "\"layer\":\"\(F.middle)\"")
    },
    .init(
      "H06", "an image without its layer",
      changes: [
        "+ image-layers-differ overlay-images/images.json 3 layers→0 layers",
        "container WEB mountParentActual: TOP → nil",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: nil, image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: nil, image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: nil, image: nil)]",
        "image APP layers: [TOP, MIDDLE, BASE] → []",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
      ],
      findings: [
        "error image-layers-differ overlay-images/images.json image-layers-differ"
      ]
    ) {
      try $0.edit($0.images, "\"layer\":\"\(F.top)\",", "")
    },
    .init(
      "H07", "an image without its configuration",
      changes: [
        "+ big-data-missing overlay-images/APP/APPCONFIG the file of sha256:APP→nothing",
        "image APP architecture: amd64 → nil",
        "image APP configState: ok → missing",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → []",
        "image APP historyState: ok → nil",
        "image APP isComplete: true → false",
        "image APP os: linux → nil",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
      ],
      findings: [
        "error big-data-missing overlay-images/APP/APPCONFIG big-data-missing"
      ]
    ) {
      try $0.remove($0.config(F.app))
    },
    .init(
      "H08", "a configuration that was edited",
      changes: [
        "+ big-data-digest-differs overlay-images/APP/APPCONFIG sha256:APP→sha256:df48a88dea54f8875c2e2b4befc48162b8e045a1372819a2d3919cdd708094d9",
        "image APP actualDigest: nil → sha256:df48a88dea54f8875c2e2b4befc48162b8e045a1372819a2d3919cdd708094d9",
        "image APP architecture: amd64 → arm64",
        "image APP configState: ok → digest-mismatch",
        "image APP isComplete: true → false",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
      ],
      findings: [
        "error big-data-digest-differs overlay-images/APP/APPCONFIG big-data-digest-differs"
      ]
    ) {
      try $0.edit($0.config(F.app), "amd64", "arm64")
    },
    .init(
      "H12", "a manifest that is cut short",
      changes: [
        "+ big-data-digest-differs overlay-images/APP/manifest sha256:APPMANIFEST→sha256:cdc5fb89523cff17cc3e1b1b7d25b2f906cd4c7d9fd5ea4d6eb3ea7eb22afd44, 596 bytes for 597"
      ],
      findings: [
        "error big-data-digest-differs overlay-images/APP/manifest big-data-digest-differs"
      ]
    ) {
      try $0.overwrite("overlay-images/\(F.app)/manifest", Array(F.appManifest.utf8.dropLast()))
    },
    .init(
      "H13", "a copy of a manifest that differs",
      changes: [
        "+ big-data-digest-differs overlay-images/APP/APPCOPY sha256:APPMANIFEST→sha256:6d233e1749b0438e47b5e87c69f71014f9bd7239b60fe69b33fce5c3dddaa227"
      ],
      findings: [
        "error big-data-digest-differs overlay-images/APP/APPCOPY big-data-digest-differs"
      ]
    ) {
      try $0.edit(
        "overlay-images/\(F.app)/\(F.manifestName(F.appManifest))", "tar+gzip", "tar+gzIp")
    },
    .init(
      "H14", "another length of a manifest",
      changes: [
        "+ big-data-size-differs overlay-images/APP/manifest manifest of 1 bytes→597 bytes",
        "image APP recordedDataSize: 1709 → 1113",
      ],
      findings: [
        "error big-data-size-differs overlay-images/APP/manifest big-data-size-differs"
      ]
    ) {
      try $0.edit($0.images, "\"manifest\":\(F.appManifest.utf8.count)", "\"manifest\":1")
    },
    .init(
      "H15", "another digest of a configuration",
      changes: [
        "+ big-data-record-differs overlay-images/APP/APPCONFIG sha256:STRANGER→sha256:APP"
      ],
      findings: [
        "warning big-data-record-differs overlay-images/APP/APPCONFIG big-data-record-differs"
      ]
    ) {
      try $0.edit(
        $0.images, "\"sha256:\(F.app)\":\"sha256:\(F.app)\"",
        "\"sha256:\(F.app)\":\"sha256:\(F.stranger)\"")
    },
    .init(
      "H16", "a digest that closes the store",
      changes: [
        "+ big-data-digest-malformed overlay-images/APP a digest of sha256:APP→sha256:1"
      ],
      findings: [
        "error big-data-digest-malformed overlay-images/APP big-data-digest-malformed"
      ]
    ) {
      try $0.edit(
        $0.images, "\"sha256:\(F.app)\":\"sha256:\(F.app)\"", "\"sha256:\(F.app)\":\"sha256:1\"")
    },
    .init(
      "H18", "another digest of an image",
      changes: [
        "+ image-digest-differs overlay-images/images.json sha256:APPMANIFEST→sha256:STRANGER"
      ],
      findings: [
        "error image-digest-differs overlay-images/images.json image-digest-differs"
      ]
    ) {
      try $0.edit(
        $0.images, "\"digest\":\"sha256:\(F.digest(of: F.appManifest))\",\"names\"",
        "\"digest\":\"sha256:\(F.stranger)\",\"names\"")
    },
    .init(
      "H19", "two images with one name",
      changes: [
        "+ name-duplicate overlay-images/images.json one image called localhost/app:1→2 images",
        "- tag docker.io/library/mid:1",
        "image MID names: [docker.io/library/mid:1] → [localhost/app:1]",
        "image MID pulledAs: docker.io/library/mid@sha256:\(F.digest(of: F.midManifest)) → nil",
        "tag localhost/app:1 target: APP → MID",
      ],
      findings: [
        "warning name-duplicate overlay-images/images.json name-duplicate"
      ]
    ) {
      try $0.edit($0.images, "docker.io/library/mid:1", "localhost/app:1")
    },
    .init(
      "H23", "an image without its directory",
      changes: [
        "+ image-directory-missing overlay-images/APP a directory→nothing",
        "image APP architecture: amd64 → nil",
        "image APP configPath: overlay-images/APP/APPCONFIG → overlay-images/APP",
        "image APP configState: ok → missing",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"STEP 2\"), comment: nil, author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000001, nanoseconds: 0)), createdBy: (\"STEP 1\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"STEP 0\"), comment: nil, author: nil, layer: (BASE), image: nil)] → []",
        "image APP historyState: ok → nil",
        "image APP isComplete: true → false",
        "image APP os: linux → nil",
        "layer TOP createdBy: STEP 2 → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
      ],
      findings: [
        "error image-directory-missing overlay-images/APP image-directory-missing"
      ]
    ) {
      try $0.remove("overlay-images/\(F.app)")
    },
    .init(
      "H25", "a directory where a manifest should be",
      changes: [
        "+ big-data-wrong-kind overlay-images/APP/manifest the file of manifest→directory"
      ],
      findings: [
        "error big-data-missing overlay-images/APP/manifest big-data-wrong-kind"
      ]
    ) {
      try $0.remove("overlay-images/\(F.app)/manifest")
      try $0.directory("overlay-images/\(F.app)/manifest")
    },
    .init(
      "H26", "a copy of a layer that is not there",
      changes: [
        "+ mapped-layer-missing overlay-images/images.json a layer→STRANGER",
        "+ mapped-layer-missing overlay-images/images.json a layer→STRANGER",
      ],
      findings: [
        "warning mapped-layer-missing overlay-images/images.json mapped-layer-missing",
        "warning mapped-layer-missing overlay-images/images.json mapped-layer-missing",
      ]
    ) {
      try $0.edit(
        $0.images, "\"metadata\":\"{}\"",
        "\"mapped-layers\":[\"\(F.stranger)\"],\"metadata\":\"{}\"")
    },
  ]
}

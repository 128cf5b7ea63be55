import Foundation

/// The list of layers.
extension StorageCatalogue {
  static let records: [StorageCase] = [
    .init(
      "F01", "a list of layers that is cut short",
      expected: ["error records-unusable overlay-layers/layers.json"]
    ) { store in
      try store.truncate(store.layerList, to: try store.read(store.layerList).count / 2)
    },
    .init(
      "F02", "a list of layers without bytes",
      expected: ["error records-lost overlay-layers/layers.json"]
    ) { try $0.write($0.layerList, "") },
    .init(
      "F03", "a list of layers removed",
      expected: ["error records-lost overlay-layers/layers.json"]
    ) { try $0.remove($0.layerList) },
    .init(
      "F04", "a top layer without its record",
      expected: [
        "error layer-record-missing overlay/c12f7ea8a35c",
        "note image-chain-broken-below e79629bf7f98",
        "note layer-ownership-unknown overlay/0a4a79f74888/diff",
      ],
      affects: Stored.appNames + ["c1"]
    ) {
      try $0.removeRecord($0.layerList, Stored.app)
    },
    .init(
      "F05", "a base layer without its record",
      expected: [
        "error layer-record-missing overlay/7311b6440d89",
        "note image-chain-broken-below 289632756ab6",
        "note image-chain-broken-below 3394268ab75c",
        "note image-chain-broken-below a3e9efd64200",
        "note image-chain-broken-below b40ab93ada07",
        "note image-chain-broken-below d048116daaa0",
        "note image-chain-broken-below e79629bf7f98",
      ]
    ) {
      try $0.removeRecord($0.layerList, Stored.base)
    },
    .init(
      "F06", "a parent that is not there",
      expected: [
        "error layer-parent-missing 6ae380980805",
        "note image-chain-broken-below 3394268ab75c",
        "note image-chain-broken-below b40ab93ada07",
        "note image-chain-broken-below e79629bf7f98",
      ]
    ) {
      try $0.editLayer(Stored.addition) { $0["parent"] = Stored.stranger }
    },
    .init(
      "F07", "a parent that is another layer",
      expected: [
        "error layer-id-mismatch c12f7ea8a35c",
        "note layer-ownership-unknown overlay/0a4a79f74888/diff",
      ]
    ) {
      try $0.editLayer(Stored.app) { $0["parent"] = Stored.other }
    },
    .init(
      "F08", "a layer without its parent",
      expected: ["error layer-id-mismatch 6ae380980805"]
    ) {
      try $0.editLayer(Stored.addition) { $0["parent"] = nil }
    },
    .init(
      "F09", "layers that are each other's parents",
      expected: [
        "error layer-parent-circular 7311b6440d89",
        "note image-chain-broken-below 289632756ab6",
        "note image-chain-broken-below 3394268ab75c",
        "note image-chain-broken-below a3e9efd64200",
        "note image-chain-broken-below b40ab93ada07",
        "note image-chain-broken-below d048116daaa0",
        "note image-chain-broken-below e79629bf7f98",
      ]
    ) {
      try $0.editLayer(Stored.base) { $0["parent"] = Stored.addition }
    },
    .init(
      "F10", "a layer that is its own parent",
      expected: [
        "error layer-parent-circular 7311b6440d89",
        "note image-chain-broken-below 289632756ab6",
        "note image-chain-broken-below 3394268ab75c",
        "note image-chain-broken-below a3e9efd64200",
        "note image-chain-broken-below b40ab93ada07",
        "note image-chain-broken-below d048116daaa0",
        "note image-chain-broken-below e79629bf7f98",
      ]
    ) {
      try $0.editLayer(Stored.base) { $0["parent"] = Stored.base }
    },
    .init(
      "F11", "another digest",
      expected: ["error layer-id-mismatch 6ae380980805"]
    ) {
      try $0.editLayer(Stored.addition) { $0["diff-digest"] = "sha256:" + Stored.stranger }
    },
    .init(
      "F12", "a digest that is none",
      expected: ["error layer-digest-unusable 6ae380980805"]
    ) {
      try $0.editLayer(Stored.addition) { $0["diff-digest"] = "sha256:123" }
    },
    .init(
      "F13", "a layer without its digest",
      expected: ["error layer-digest-unusable 6ae380980805"]
    ) {
      try $0.editLayer(Stored.addition) { $0["diff-digest"] = nil }
    },
    .init(
      "F14", "a length of 512 bytes more",
      expected: ["error layer-tar-length-differs 6ae380980805"]
    ) {
      try $0.editLayer(Stored.addition) { $0["diff-size"] = 102_912 }
    },
    .init(
      "F15", "a layer without its length",
      expected: ["error layer-length-unusable 6ae380980805"]
    ) {
      try $0.editLayer(Stored.addition) { $0["diff-size"] = nil }
    },
    .init(
      "F16", "a length that is not known",
      expected: ["error layer-length-unusable 6ae380980805"]
    ) {
      try $0.editLayer(Stored.addition) { $0["diff-size"] = -1 }
    },
  ]

  static let recordsOfRecords: [StorageCase] = [
    .init(
      "F17", "another digest of the blob",
      expected: ["note layer-blob-differs overlay-layers/layers.json layer-blob-differs"]
    ) {
      try $0.editLayer(Stored.addition) {
        $0["compressed-diff-digest"] = "sha256:" + Stored.stranger
      }
    },
    .init(
      "F18", "another length of the blob",
      expected: [
        "warning layer-blob-record-differs overlay-layers/layers.json layer-blob-size-differs"
      ]
    ) {
      try $0.editLayer(Stored.addition) { $0["compressed-size"] = 1 }
    },
    .init(
      "F19", "other owners",
      expected: ["warning layer-owner-list-differs 6ae380980805"]
    ) {
      try $0.editLayer(Stored.addition) {
        $0["uidset"] = [0, 7]
        $0["gidset"] = [9]
      }
    },
    .init(
      "F20", "a layer in use marked as unfinished",
      expected: ["error layer-incomplete overlay-layers/layers.json layer-incomplete"],
      affects: Stored.additionUsers
    ) {
      try $0.editLayer(Stored.addition) { $0["flags"] = ["incomplete": true] }
    },
    .init(
      "F21", "a top layer marked as unfinished",
      expected: ["error layer-incomplete overlay-layers/layers.json layer-incomplete"]
    ) {
      try $0.editLayer(Stored.app) { $0["flags"] = ["incomplete": true] }
    },
    .init(
      "F20", "a layer that nothing needs marked as unfinished",
      expected: [
        "warning layer-unfinished overlay-layers/layers.json layer-incomplete",
        "warning layer-unused overlay/9d7c145ffea3/diff",
      ]
    ) { store in
      try store.editLayer(Stored.misc) { $0["flags"] = ["incomplete": true] }
      try store.removeRecord(store.imageList, Stored.miscImage)
      try store.remove(store.imageFolder(Stored.miscImage))
    },
    .init(
      "F22", "a record twice",
      expected: ["warning record-duplicate overlay-layers/layers.json record-duplicate"]
    ) {
      try $0.editList($0.layerList) { $0.append($0[1]) }
    },
    .init(
      "F23", "one name of two layers",
      expected: ["warning name-duplicate overlay-layers/layers.json name-duplicate"]
    ) {
      try $0.editLayer(Stored.second) { $0["names"] = ["c1-layer"] }
    },
    .init(
      "F24", "another compression",
      expected: [
        "warning layer-blob-record-differs overlay-layers/layers.json"
          + " layer-compression-differs"
      ]
    ) {
      try $0.editLayer(Stored.addition) { $0["compression"] = 4 }
    },
    .init(
      "F25", "a layer called otherwise wherever it is named",
      expected: ["error layer-id-mismatch abababababab"]
    ) {
      try $0.renameLayer(Stored.app, Stored.stranger)
    },
    .init(
      "F26", "a layer's data that is not there",
      expected: [
        "error big-data-missing overlay-layers/6ae380980805/thing big-data-missing"
      ]
    ) {
      try $0.editLayer(Stored.addition) { $0["big-data-names"] = ["thing"] }
    },
    .init(
      "F27", "two layers that exchanged digest and length",
      expected: [
        "error layer-id-mismatch 19aafdbf1b67",
        "error layer-id-mismatch 6ae380980805",
        "error layer-tar-length-differs 19aafdbf1b67",
        "error layer-tar-length-differs 6ae380980805",
      ]
    ) { store in
      let size = (Stored.addition, Stored.other)
      try store.editLayer(size.0) {
        $0["diff-digest"] =
          "sha256:d65a6e2dcd88c7211e43dcf387d01a3a67dc789076b45c07219c9632285f3e8c"
        $0["diff-size"] = 40_960
      }
      try store.editLayer(size.1) {
        $0["diff-digest"] =
          "sha256:d7b28cc107be664dedfb07bb7cd948ba53a2bc74327e69b08c79425f9bb21968"
        $0["diff-size"] = 102_400
      }
    },
    .init(
      "F28", "a layer of the far future",
      expected: ["note layer-created-ahead 6ae380980805"]
    ) {
      try $0.editLayer(Stored.addition) { $0["created"] = "2999-01-01T00:00:00Z" }
    },
    .init(
      "F29", "a table of contents of a whole layer",
      expected: ["warning toc-without-data overlay-layers/layers.json toc-without-data"]
    ) {
      try $0.editLayer(Stored.addition) { $0["toc-digest"] = "sha256:" + Stored.stranger }
    },
  ]

  static let leftovers: [StorageCase] = [
    .init(
      "G01", "an image without its record, its layers old",
      expected: [
        "warning image-data-left overlay-images/289632756ab6",
        "warning layer-unused overlay/5e653236709c/diff",
      ]
    ) { store in
      try store.removeRecord(store.imageList, Stored.otherImage)
    },
    .init(
      "G02", "an image without its record, its layers young",
      expected: [
        "note leftover-young overlay/5e653236709c/diff",
        "warning image-data-left overlay-images/289632756ab6",
      ]
    ) { store in
      try store.removeRecord(store.imageList, Stored.otherImage)
      try store.editLayer(Stored.otherTop) { $0["created"] = "2099-12-31T23:00:00Z" }
    },
    .init(
      "G03", "an image's directory without a record",
      expected: ["warning image-data-left overlay-images/abababababab"]
    ) {
      try $0.create($0.imageFolder(Stored.stranger) + "/manifest", "{}")
    },
    .init(
      "G04", "a container's directory without a record",
      expected: ["warning container-data-left overlay-containers/abababababab"]
    ) {
      try $0.create($0.containerFolder(Stored.stranger) + "/userdata/x", "x")
    },
    .init(
      "G05", "a file among the data of an image that no record lists",
      expected: ["note unlisted-data overlay-images/e79629bf7f98/extra"]
    ) {
      try $0.create($0.imageFolder(Stored.appImage) + "/extra", "x")
    },
    .init(
      "G06", "a layer half removed",
      expected: [
        "warning layer-data-left overlay-layers/abababababab.tar-split.gz",
        "warning layer-directory-unrecorded overlay/abababababab",
      ]
    ) {
      try $0.copy($0.tarSplit(Stored.built), $0.tarSplit(Stored.stranger))
      try $0.create($0.entry(Stored.stranger) + "/diff/file", "x")
    },
    .init(
      "G07", "an addition that was never finished",
      expected: ["warning unfinished-remains overlay-layers/tmp/temp-dir-1"]
    ) {
      try $0.create("overlay-layers/tmp/temp-dir-1/file", "x")
    },
    .init(
      "G08", "a temporary file of a copy",
      expected: ["warning unfinished-remains tmp/storage123"]
    ) { try $0.create("tmp/storage123/file", "x") },
  ]
}

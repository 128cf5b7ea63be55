import Foundation

/// The list of containers, their layers, and the lists themselves.
extension StorageCatalogue {
  static let containers: [StorageCase] = [
    .init(
      "I01", "a list of containers that is cut short",
      expected: ["error records-unusable overlay-containers/containers.json"]
    ) { store in
      try store.truncate(store.containerList, to: try store.read(store.containerList).count / 2)
    },
    .init(
      "I02", "a list of containers removed",
      expected: ["error records-lost overlay-containers/containers.json"]
    ) { try $0.remove($0.containerList) },
    .init(
      "I03", "a container of an unknown image",
      expected: ["error container-of-unknown-image 100263fa1430"],
      affects: ["c1"]
    ) {
      try $0.editContainer(Stored.firstContainer) { $0["image"] = Stored.stranger }
    },
    .init(
      "I04", "a container whose layer has no record",
      expected: ["error layer-record-missing overlay/8074cc93a211"]
    ) {
      try $0.removeRecord($0.layerList, Stored.first)
    },
    .init(
      "I05", "a container without its layer's directory",
      expected: ["error container-data-missing 100263fa1430"]
    ) {
      try $0.remove($0.entry(Stored.first))
    },
    .init(
      "I06", "a container on another layer than its image's",
      expected: ["error container-layer-parent-differs 100263fa1430"]
    ) {
      try $0.editLayer(Stored.first) { $0["parent"] = Stored.addition }
      try $0.write(
        $0.entry(Stored.first) + "/lower", try $0.text($0.entry(Stored.second) + "/lower"))
    },
    .init(
      "I06", "a container whose layer's record names another parent",
      expected: [
        "error container-layer-parent-differs 100263fa1430",
        "error layer-lower-differs 8074cc93a211",
      ]
    ) {
      try $0.editLayer(Stored.first) { $0["parent"] = Stored.addition }
    },
    .init(
      "I07", "a container without its own files",
      expected: [
        "warning userdata-missing overlay-containers/100263fa1430/userdata userdata-missing"
      ]
    ) {
      try $0.remove($0.containerFolder(Stored.firstContainer) + "/userdata")
    },
    .init(
      "I08", "two containers of one layer",
      expected: [
        "error container-layer-shared overlay-containers/containers.j"
          + "son container-layer-shared",
        "note layer-ownership-unknown overlay/ce63cfc1cd4e/diff",
      ]
    ) {
      try $0.editContainer(Stored.secondContainer) { $0["layer"] = Stored.first }
    },
    .init(
      "I09", "a container's data that is not there",
      expected: [
        "error big-data-missing overlay-containers/100263fa1430/"
          + "=YXJ0aWZhY3RzL3g= big-data-missing"
      ]
    ) {
      try $0.editContainer(Stored.firstContainer) {
        $0["big-data-names"] = ["artifacts/x"]
        $0["big-data-sizes"] = ["artifacts/x": 5]
        $0["big-data-digests"] = ["artifacts/x": "sha256:" + Stored.stranger]
      }
    },
    .init(
      "I10", "a container without its layer's files",
      expected: ["error container-data-missing 100263fa1430"]
    ) {
      try $0.remove($0.files(Stored.first))
    },
    .init(
      "I11", "a container that wrote"
    ) {
      try $0.write($0.files(Stored.first) + "/newfile", "other")
      try $0.create($0.files(Stored.first) + "/more", "more")
    },
    .init(
      "I12", "a container that writes into its image",
      expected: [
        "error container-layer-shared overlay-containers/containers.j"
          + "son container-layer-of-image",
        "note layer-ownership-unknown overlay/8074cc93a211/diff",
      ],
      affects: ["c1"]
    ) {
      try $0.editContainer(Stored.firstContainer) { $0["layer"] = Stored.app }
    },
    .init(
      "J01", "a lock removed",
      expected: ["note records-lock-odd overlay-layers/layers.lock lock-odd"]
    ) { try $0.remove("overlay-layers/layers.lock") },
    .init(
      "J02", "a list that nobody may read",
      expected: ["note records-mode overlay-images/images.json mode-drift"]
    ) { try $0.setMode($0.imageList, 0) },
    .init(
      "J03", "a list of layers that is an object",
      expected: ["error records-unusable overlay-layers/layers.json"]
    ) { try $0.write($0.layerList, "{}") },
    .init(
      "J04", "a record without an id",
      expected: ["error record-id-unusable overlay-layers/layers.json record-without-id"]
    ) {
      try $0.editList($0.layerList) { $0.append(["parent": Stored.base]) }
    },
    .init(
      "J05", "a length that is a word",
      expected: ["error records-unusable overlay-layers/layers.json"]
    ) {
      try $0.editLayer(Stored.addition) { $0["diff-size"] = "102400" }
    },
    .init(
      "J06", "a store said to be mounted by a program",
      expected: ["note mount-program overlay/.has-mount-program mount-program"]
    ) {
      try $0.write("overlay/.has-mount-program", "true")
    },
    .init(
      "J07", "an id that leads out of the store",
      expected: ["error record-id-unusable overlay-layers/layers.json record-id-malformed"]
    ) {
      try $0.editList($0.layerList) { $0.append(["id": "../../etc", "parent": Stored.base]) }
    },
  ]
}

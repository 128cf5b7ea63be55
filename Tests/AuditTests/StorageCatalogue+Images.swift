import Foundation

/// The list of images and their data.
extension StorageCatalogue {
  static let images: [StorageCase] = [
    .init(
      "H01", "a list of images that is cut short",
      expected: ["error records-unusable overlay-images/images.json"]
    ) { store in
      try store.truncate(store.imageList, to: try store.read(store.imageList).count / 2)
    },
    .init(
      "H02", "a list of images without bytes",
      expected: ["error records-lost overlay-images/images.json"]
    ) { try $0.write($0.imageList, "") },
    .init(
      "H03", "a list of images removed",
      expected: ["error records-lost overlay-images/images.json"]
    ) { try $0.remove($0.imageList) },
    .init(
      "H04", "an image of a layer that is not there",
      expected: ["error image-chain-broken e79629bf7f98"]
    ) {
      try $0.editImage(Stored.appImage) { $0["layer"] = Stored.stranger }
    },
    .init(
      "H05", "an image of another layer",
      expected: [
        "error image-layers-differ overlay-images/images.json image-layers-differ"
      ]
    ) {
      try $0.editImage(Stored.appImage) { $0["layer"] = Stored.addition }
    },
    .init(
      "H06", "an image without its layer",
      expected: [
        "error image-layers-differ overlay-images/images.json image-layers-differ"
      ]
    ) {
      try $0.editImage(Stored.appImage) { $0["layer"] = nil }
    },
    .init(
      "H07", "an image without its configuration",
      expected: [
        "error big-data-missing overlay-images/e79629bf7f98/"
          + "=c2hhMjU2OmU3OTYyOWJmN2Y5ODlhZDkxNjI1ZjU5YzY5Nzk1ODBhNWQ1YTBlMTA0ODRjM"
          + "zIxNDBmYjdmNjc2MzAxOWIyZDU= big-data-missing"
      ]
    ) {
      try $0.remove($0.configuration(Stored.appImage))
    },
    .init(
      "H08", "a configuration of one other byte",
      expected: [
        "error big-data-digest-differs overlay-images/e79629bf7f98/"
          + "=c2hhMjU2OmU3OTYyOWJmN2Y5ODlhZDkxNjI1ZjU5YzY5Nzk1ODBhNWQ1YTBlMTA0ODRjM"
          + "zIxNDBmYjdmNjc2MzAxOWIyZDU= big-data-digest-differs"
      ],
      affects: Stored.appNames + ["c1"]
    ) {
      try $0.flipBit($0.configuration(Stored.appImage), at: 20)
    },
    .init(
      "H09", "a configuration that is cut short",
      expected: [
        "error big-data-digest-differs overlay-images/e79629bf7f98/"
          + "=c2hhMjU2OmU3OTYyOWJmN2Y5ODlhZDkxNjI1ZjU5YzY5Nzk1ODBhNWQ1YTBlMTA0ODRjM"
          + "zIxNDBmYjdmNjc2MzAxOWIyZDU= big-data-digest-differs"
      ]
    ) {
      try $0.truncate($0.configuration(Stored.appImage), to: 400)
    },
    .init(
      "H10", "a manifest of one other byte",
      expected: [
        "error big-data-digest-differs overlay-images/e79629bf7f98/ma"
          + "nifest big-data-digest-differs"
      ]
    ) {
      try $0.replace(
        $0.piece(Stored.manifest, of: Stored.appImage), "schemaVersion", "schemaversion")
    },
    .init(
      "H11", "an image without its manifest",
      expected: [
        "error manifest-copy-missing overlay-images/e79629bf7f98/manifest manifest-copy-missing"
      ]
    ) {
      try $0.remove($0.piece(Stored.manifest, of: Stored.appImage))
    },
    .init(
      "H12", "a manifest that is cut short",
      expected: [
        "error big-data-digest-differs overlay-images/e79629bf7f98/ma"
          + "nifest big-data-digest-differs"
      ]
    ) {
      try $0.truncate($0.piece(Stored.manifest, of: Stored.appImage), to: 400)
    },
    .init(
      "H13", "a copy of the manifest that differs",
      expected: [
        "error big-data-digest-differs overlay-images/e79629bf7f98/"
          + "=bWFuaWZlc3Qtc2hhMjU2OjIwOWEwMTQ3NmRjMjBlYWE5Y2NlNWZjMDFmMGE1NTQ0MWJiN"
          + "jE1OThlZWFmZDdlYzkwOTU2NDA3ZjNhZjA2NWU= big-data-digest-differs"
      ]
    ) {
      let key = "manifest-sha256:209a01476dc20eaa9cce5fc01f0a55441bb61598eeafd7ec90956407f3af065e"
      try $0.replace($0.piece(key, of: Stored.appImage), "schemaVersion", "schemaversion")
    },
    .init(
      "H14", "another length of a manifest",
      expected: [
        "error big-data-size-differs overlay-images/e79629bf7f98/mani"
          + "fest big-data-size-differs"
      ]
    ) {
      try $0.editImage(Stored.appImage) { record in
        var sizes = record["big-data-sizes"] as? [String: Any] ?? [:]
        sizes[Stored.manifest] = 1
        record["big-data-sizes"] = sizes
      }
    },
    .init(
      "H15", "another digest of a manifest",
      expected: [
        "warning big-data-record-differs overlay-images/e79629bf7f98/"
          + "manifest big-data-record-differs"
      ]
    ) {
      try $0.editDigest(of: Stored.manifest, "sha256:" + Stored.stranger)
    },
    .init(
      "H15", "another digest of a configuration",
      expected: [
        "warning big-data-record-differs overlay-images/e79629bf7f98/"
          + "=c2hhMjU2OmU3OTYyOWJmN2Y5ODlhZDkxNjI1ZjU5YzY5Nzk1ODBhNWQ1YTBlMTA0ODRjM"
          + "zIxNDBmYjdmNjc2MzAxOWIyZDU= big-data-record-differs"
      ]
    ) {
      try $0.editDigest(of: "sha256:" + Stored.appImage, "sha256:" + Stored.stranger)
    },
    .init(
      "H16", "a digest that closes the store",
      expected: [
        "error big-data-digest-malformed overlay-images/e79629bf7f98 "
          + "big-data-digest-malformed"
      ]
    ) {
      try $0.editDigest(of: Stored.manifest, "sha256:123")
    },
    .init(
      "H17", "an image called otherwise wherever it is named",
      expected: ["warning image-id-differs overlay-images/images.json image-id-differs"]
    ) {
      try $0.renameImage(Stored.appImage, Stored.stranger)
    },
    .init(
      "H18", "another digest of an image",
      expected: [
        "error image-digest-differs overlay-images/images.json image-digest-differs"
      ]
    ) {
      try $0.editImage(Stored.appImage) { $0["digest"] = "sha256:" + Stored.stranger }
    },
    .init(
      "H19", "one name of two images",
      expected: ["warning name-duplicate overlay-images/images.json name-duplicate"],
      affects: Stored.appNames + ["c1"]
    ) {
      try $0.editImage(Stored.baseImage) { $0["names"] = ["localhost/app:latest"] }
    },
    .init(
      "H20", "a configuration of other layers, its digests right",
      expected: [
        "error image-layers-differ overlay-images/images.json image-layers-differ"
      ]
    ) {
      try $0.editConfiguration(Stored.otherImage) {
        $0.replacing(
          "29d7dd3cfb21024e63d7a2b613a954f3301b613e34e23a5970bd605d2e9d4bf7", with: Stored.stranger)
      }
    },
    .init(
      "H21", "a manifest of one layer less, its digests right",
      expected: [
        "error manifest-layers-differ overlay-images/images.json manifest-layers-differ"
      ]
    ) {
      try $0.editManifest(Stored.otherImage) { text in
        guard
          var manifest = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? StoredRecord,
          let layers = manifest["layers"] as? [Any]
        else { return text }
        manifest["layers"] = Array(layers.dropLast())
        return String(
          decoding: try JSONSerialization.data(withJSONObject: manifest), as: UTF8.self)
      }
    },
    .init(
      "H22", "a configuration that is no JSON",
      expected: [
        "error big-data-digest-differs overlay-images/e79629bf7f98/"
          + "=c2hhMjU2OmU3OTYyOWJmN2Y5ODlhZDkxNjI1ZjU5YzY5Nzk1ODBhNWQ1YTBlMTA0ODRjM"
          + "zIxNDBmYjdmNjc2MzAxOWIyZDU= big-data-digest-differs"
      ]
    ) { store in
      let path = store.configuration(Stored.appImage)
      try store.write(path, Data(count: try store.read(path).count))
    },
    .init(
      "H23", "an image without its directory",
      expected: [
        "error image-directory-missing overlay-images/e79629bf7f98 image-directory-missing"
      ]
    ) {
      try $0.remove($0.imageFolder(Stored.appImage))
    },
    .init(
      "H24", "a record of an image twice",
      expected: ["warning record-duplicate overlay-images/images.json record-duplicate"]
    ) {
      try $0.editList($0.imageList) { $0.append($0[1]) }
    },
    .init(
      "H25", "a directory in the place of a manifest",
      expected: [
        "error big-data-missing overlay-images/e79629bf7f98/manifest big-data-wrong-kind"
      ]
    ) {
      try $0.remove($0.piece(Stored.manifest, of: Stored.appImage))
      try $0.makeDirectory($0.piece(Stored.manifest, of: Stored.appImage))
    },
    .init(
      "H26", "a copy of a layer that is not there",
      expected: [
        "warning mapped-layer-missing overlay-images/images.json mapped-layer-missing"
      ]
    ) {
      try $0.editImage(Stored.appImage) { $0["mapped-layers"] = [Stored.stranger] }
    },
  ]
}

extension Damage {
  fileprivate func editDigest(of key: String, _ digest: String) throws {
    try editImage(Stored.appImage) { record in
      var digests = record["big-data-digests"] as? [String: Any] ?? [:]
      digests[key] = digest
      record["big-data-digests"] = digests
    }
  }
}

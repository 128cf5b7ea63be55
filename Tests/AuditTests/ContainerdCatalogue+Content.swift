import Foundation
import Glibc
import StoreFixtures

/// Blobs, their rows and what is being written.
///
/// `full:1` has the manifest `349507ae`, the configuration `6c8daa88` and the layers `c1c69504`,
/// `766b45ec`, `b94b4d07` and `af0cb356`; `c1c69504` is in seven images, `af0cb356` in two.
extension ContainerdCatalogue {
  static let content: [ContainerdCase] = [
    .init(
      "1", "a bit of a layer's blob flipped",
      expected: [
        "error blob-content-differs io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2"
      ], says: ["sha256:af0cb356", "content rm", "pull"]
    ) { try $0.flipBit($0.blob("af0cb356"), at: 100) },
    .init(
      "2", "a layer's blob cut short",
      expected: [
        "error blob-content-differs io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2"
      ]
    ) { try $0.truncate($0.blob("af0cb356"), to: 200) },
    .init(
      "2", "a layer's blob with more at its end",
      expected: [
        "error blob-content-differs io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2"
      ]
    ) {
      try $0.append($0.blob("af0cb356"), "more")
    },
    .init(
      "3", "a layer's blob without its file",
      expected: [
        "error blob-missing io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2"
      ], says: ["blobs/sha256/af0cb356"]
    ) { try $0.remove($0.blob("af0cb356")) },
    .init(
      "4", "a manifest without its file",
      expected: [
        "error blob-missing io.containerd.content.v1.content/blobs/sha256/349507aea198"
      ]
    ) { try $0.remove($0.blob("349507ae")) },
    .init(
      "5", "a configuration that was edited",
      expected: [
        "error blob-content-differs io.containerd.content.v1.content/blobs/sha256/6c8daa88a6f3"
      ]
    ) {
      try $0.replace($0.blob("6c8daa88"), "amd64", "arm64")
    },
    .init(
      "6", "an index whose manifest is not here",
      expected: [
        "note blob-unreferenced io.containerd.content.v1.content/blobs/sha256/3ce5c103aae2",
        "note blob-unreferenced io.containerd.content.v1.content/blobs/sha256/612b6ad6a598",
        "note blob-unreferenced io.containerd.content.v1.content/blobs/sha256/afbc3f74405e",
        "note image-target-dangling default/images/docker.io/library/zstd:1 io.containerd.metadata.v1.bolt/meta.db",
        "note lease-of-nothing default lease-flat",
      ]
    ) { store in
      let row = try store.row(ofBlob: "2576eb53")
      try store.remove(store.blob("2576eb53"))
      try store.editMeta { $0[row] = nil }
    },
    .init(
      "7", "a blob that nobody lists",
      expected: [
        "note blob-unlisted io.containerd.content.v1.content/blobs/sha256/e3b0c44298fc"
      ]
    ) {
      let hex = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
      try $0.create("\(Damage.content)/blobs/sha256/\(hex)", "", mode: 0o444)
    },
    .init(
      "8", "a blob that nobody lists and that is not what it is called",
      expected: [
        "note blob-unlisted io.containerd.content.v1.content/blobs/sha256/efefefefefef",
        "warning blob-unneeded-damaged io.containerd.content.v1.content/blobs/sha256/efefefefefef",
      ]
    ) {
      let hex = String(repeating: "ef", count: 32)
      try $0.create("\(Damage.content)/blobs/sha256/\(hex)", "stray", mode: 0o444)
    },
    .init(
      "9", "a file among the blobs that is called for no digest",
      expected: [
        "warning content-name-malformed io.containerd.content.v1.content/blobs/sha256/.nfs0001 content-name-malformed"
      ]
    ) {
      try $0.create("\(Damage.content)/blobs/sha256/.nfs0001", "x")
    },
    .init(
      "10", "a directory of an unknown algorithm",
      expected: [
        "note content-algorithm-unknown io.containerd.content.v1.content/blobs/md5 content-algorithm-unknown"
      ]
    ) {
      try $0.create("\(Damage.content)/blobs/md5/0123", "x")
    },
    .init(
      "10", "a blob of SHA-512 that nobody lists",
      expected: [
        "note blob-unlisted io.containerd.content.v1.content/blobs/sha512/cf83e1357eef47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
      ]
    ) {
      let hex =
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
      try $0.create("\(Damage.content)/blobs/sha512/\(hex)", "", mode: 0o444)
    },
    .init(
      "11", "a directory in the place of a blob",
      expected: [
        "error blob-wrong-kind io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2"
      ]
    ) { store in
      let path = try store.blob("af0cb356")
      try store.remove(path)
      try store.makeDirectory(path)
    },
    .init(
      "11", "a FIFO in the place of a blob",
      expected: [
        "error blob-wrong-kind io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2"
      ]
    ) { store in
      let path = try store.blob("af0cb356")
      try store.remove(path)
      try store.makeFIFO(path)
    },
    .init(
      "12", "a link in the place of a blob",
      expected: [
        "warning blob-symlink io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2",
        "warning not-entered io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2 not-entered",
        "warning scan-incomplete containerd/native+overlayfs:ROOT",
      ]
    ) { store in
      let path = try store.blob("af0cb356")
      try store.move(path, "elsewhere")
      try store.link(path, to: store.url("elsewhere").path)
    },
    .init(
      "13", "a blob that can be written to",
      expected: [
        "warning blob-mode io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2 blob-mode"
      ]
    ) { try $0.setMode($0.blob("af0cb356"), 0o644) },
    .init(
      "13", "a blob of another owner",
      expected: [
        "warning blob-mode io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2 blob-mode"
      ]
    ) {
      guard chown($0.url(try $0.blob("af0cb356")).path, 1_000, 1_000) == 0 else {
        throw Damage.Failure(step: "chown")
      }
    },
    .init(
      "14", "a row with another length",
      expected: [
        "error blob-size-differs io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2"
      ], says: ["299"]
    ) { store in
      let row = try store.row(ofBlob: "af0cb356")
      try store.editMeta { $0[row + ["size"]] = .signed(299) }
    },
    .init(
      "15", "an image with another length of its manifest",
      expected: [
        "error descriptor-size-differs default/images/docker.io/library/full:1 "
          + "io.containerd.metadata.v1.bolt/meta.db"
      ], says: ["867"]
    ) {
      try $0.editMeta {
        $0["v1", "default", "images", "docker.io/library/full:1", "target", "size"] = .signed(867)
      }
    },
    .init(
      "16", "an image whose index is called a manifest",
      expected: [
        "error document-type-differs io.containerd.content.v1.content/blobs/sha256/0f17e59fb3f3 "
          + "document-type-differs"
      ]
    ) {
      try $0.editMeta {
        $0["v1", "default", "images", "docker.io/library/multi:1", "target", "mediatype"] = .text(
          "application/vnd.oci.image.manifest.v1+json")
      }
    },
    .init(
      "21", "a layer's blob without its row",
      expected: [
        "error blob-row-missing layers[1] io.containerd.content.v1.content/blobs/sha256/285a43014f79",
        "error blob-row-missing layers[3] io.containerd.content.v1.content/blobs/sha256/349507aea198",
      ]
    ) { store in
      let row = try store.row(ofBlob: "af0cb356")
      try store.editMeta { $0[row] = nil }
    },
    .init(
      "47", "an ingest without its row",
      expected: [
        "note ingest-remains io.containerd.content.v1.content/ingest/aa024ed6a82b"
      ]
    ) {
      try $0.editMeta { $0["v1", "default", "content", "ingests", "big-ingest"] = nil }
    },
    .init(
      "47", "an ingest's row without its directory",
      expected: [
        "note ingest-without-data io.containerd.metadata.v1.bolt/meta.db ingest-without-data"
      ]
    ) {
      try $0.remove($0.ingest("default/1/big-ingest"))
    },
    .init(
      "48", "an ingest that does not say whose it is",
      expected: [
        "note ingest-unowned io.containerd.content.v1.content/ingest/aa024ed6a82b"
      ]
    ) {
      try $0.remove($0.ingest("default/1/big-ingest") + "/ref")
    },
    .init(
      "49", "an ingest that is longer than it should become",
      expected: [
        "warning ingest-too-long io.containerd.content.v1.content/ingest/6b2d871a6b63/data ingest-too-long"
      ]
    ) {
      try $0.write($0.ingest("default/1/leased-partial") + "/total", "100")
    },
  ]

  static let labels: [ContainerdCase] = [
    .init(
      "17", "a manifest that has no label for one of its layers",
      expected: [
        "error gc-label-missing io.containerd.content.v1.content/blobs/sha256/3ce5c103aae2 gc-label-missing",
        "note blob-unreferenced io.containerd.content.v1.content/blobs/sha256/3ce5c103aae2",
      ], says: ["gc.ref.content"]
    ) { store in
      let label = try store.label("gc.ref.content.l.1", ofBlob: "2576eb53")
      try store.editMeta { $0[label] = nil }
    },
    .init(
      "18", "a label for a blob that is not here",
      expected: [
        "note gc-label-dangling io.containerd.content.v1.content/blobs/sha256/349507aea198 gc-label-dangling"
      ]
    ) { store in
      let label = try store.label("gc.ref.content.l.9", ofBlob: "349507ae")
      try store.editMeta { $0[label] = .text("sha256:" + String(repeating: "cd", count: 32)) }
    },
    .init(
      "19", "a label for a blob that the manifest does not name",
      expected: [
        "warning gc-label-strange io.containerd.content.v1.content/blobs/sha256/349507aea198 gc-label-strange"
      ]
    ) { store in
      let label = try store.label("gc.ref.content.l.9", ofBlob: "349507ae")
      let other = try store.digest("e2be32c5")
      try store.editMeta { $0[label] = .text(other) }
    },
    .init(
      "20", "a label that tells another DiffID",
      expected: [
        "error blob-label-differs io.containerd.content.v1.content/blobs/sha256/af0cb356b9f2"
      ], says: ["cdcdcdcd"]
    ) { store in
      let label = try store.label("uncompressed", ofBlob: "af0cb356")
      try store.editMeta { $0[label] = .text("sha256:" + String(repeating: "cd", count: 32)) }
    },
    .init(
      "50", "a lease that has ended",
      expected: [
        "note lease-expired default old"
      ]
    ) {
      try $0.editMeta {
        $0["v1", "default", "leases", "old"] = .named([
          "createdat": .value(stamp),
          "labels": .named(["containerd.io/gc.expire": .text("2026-11-24T00:00:00Z")]),
        ])
      }
    },
    .init(
      "50", "a lease without an end that alone keeps a blob",
      expected: [
        "note lease-endless default endless"
      ]
    ) { store in
      let label = try store.label("gc.root", ofBlob: "7507b33a")
      let digest = try store.digest("7507b33a")
      try store.editMeta {
        $0[label] = nil
        $0["v1", "k8s.io", "content", "ingests", "shared-expected"] = nil
        $0["v1", "default", "leases", "endless"] = .named([
          "createdat": .value(stamp), "content": .named([digest: .text("")]),
        ])
      }
    },
    .init(
      "51", "a lease that names what is not here",
      expected: [
        "note lease-of-nothing default vain"
      ]
    ) {
      try $0.editMeta {
        $0["v1", "default", "leases", "vain"] = .named([
          "createdat": .value(stamp), "snapshots": .named(["overlayfs": .named(["no": .text("")])]),
        ])
      }
    },
    .init(
      "7", "a name removed, its blobs and snapshots not yet",
      expected: [
        "note blob-unreferenced io.containerd.content.v1.content/blobs/sha256/285a43014f79",
        "note blob-unreferenced io.containerd.content.v1.content/blobs/sha256/2e9949421620",
        "note snapshot-orphan io.containerd.snapshotter.v1.overlayfs/snapshots/11/fs",
      ]
    ) {
      try $0.editMeta { $0["v1", "default", "images", "docker.io/library/paxsparse:1"] = nil }
    },
  ]

  /// 2026-11-23T23:35:18.14604375Z.
  static let stamp: [UInt8] = [
    1, 0, 0, 0, 0x0E, 0xE2, 0x96, 0xC4, 0xB6, 0x08, 0xB4, 0x73, 0x66, 0xFF, 0xFF,
  ]
}

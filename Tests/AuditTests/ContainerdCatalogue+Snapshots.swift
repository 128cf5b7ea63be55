import Foundation
import StoreFixtures
import Testing

/// Snapshots by both databases, and their directories.
///
/// `full:1` lies on `e2be32c5`, `280570a9`, `3dd700f8` and `202db22b`; the container `ctr-run` on
/// the last. `zstd:1` and `legacy:1.0` share `9f8be8a5` on `280570a9`.
extension ContainerdCatalogue {
  static let snapshots: [ContainerdCase] = [
    .init(
      "30", "a snapshot that its snapshotter does not know",
      expected: [
        "error snapshot-row-missing default/overlayfs/sha256:9f8be8a569b1",
        "note snapshot-remains io.containerd.snapshotter.v1.overlayfs/snapshots/7",
      ]
    ) { store in
      let name = try store.backend("9f8be8a5")
      try store.edit(store.database()) {
        $0["v1", "snapshots", name] = nil
        dropLinks(to: name, in: &$0)
      }
    },
    .init(
      "31", "a snapshot that only its snapshotter knows",
      expected: [
        "note snapshot-unlisted io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs"
      ]
    ) { store in
      let row = try store.row(ofSnapshot: "9f8be8a5")
      let parent = try store.row(ofSnapshot: "280570a9")
      try store.editMeta {
        $0[row] = nil
        $0[parent + ["children", row[4]]] = nil
      }
    },
    .init(
      "32", "a snapshot that only its snapshotter knows, on one that is gone",
      expected: [
        "warning snapshot-unreachable io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs"
      ]
    ) { store in
      let row = try store.row(ofSnapshot: "9f8be8a5")
      let parent = try store.row(ofSnapshot: "280570a9")
      try store.editRow("9f8be8a5", "parent", .text("default/99/gone"))
      let name = try store.backend("9f8be8a5")
      try store.edit(store.database()) { dropLinks(to: name, in: &$0) }
      try store.editMeta {
        $0[row] = nil
        $0[parent + ["children", row[4]]] = nil
      }
    },
    .init(
      "33", "snapshots that lie on each other",
      expected: [
        "error snapshot-parent-cycle default/overlayfs/sha256:202db22bbb10",
        "error snapshot-parent-cycle default/overlayfs/sha256:280570a94c95",
        "error snapshot-parent-cycle default/overlayfs/sha256:3dd700f85db3",
        "error snapshot-parent-differs default/overlayfs/sha256:280570a94c95",
      ]
    ) { store in
      let top = try store.backend("202db22b")
      try store.editRow("280570a9", "parent", .text(top))
    },
    .init(
      "33", "a snapshot that lies on itself in meta.db",
      expected: [
        "error snapshot-parent-cycle default/overlayfs/sha256:9f8be8a569b1",
        "warning snapshot-child-unlisted io.containerd.metadata.v1.bolt/meta.db snapshot-child-unlisted",
      ]
    ) { store in
      let row = try store.row(ofSnapshot: "9f8be8a5")
      try store.editMeta { $0[row + ["parent"]] = .text(row[4]) }
    },
    .init(
      "34", "a parent that the snapshotter does not know",
      expected: [
        "error snapshot-parent-missing default/overlayfs/sha256:9f8be8a569b1"
      ], says: ["default/99/gone"]
    ) {
      try $0.editRow("9f8be8a5", "parent", .text("default/99/gone"))
    },
    .init(
      "34", "a parent that meta.db does not know",
      expected: [
        "error snapshot-parent-missing default/overlayfs/sha256:9f8be8a569b1"
      ]
    ) { store in
      let row = try store.row(ofSnapshot: "9f8be8a5")
      try store.editMeta { $0[row + ["parent"]] = .text("gone") }
    },
    .init(
      "35", "a parent that is another one in the snapshotter",
      expected: [
        "error snapshot-parent-differs default/overlayfs/sha256:9f8be8a569b1"
      ]
    ) { store in
      let other = try store.backend("e2be32c5")
      try store.editRow("9f8be8a5", "parent", .text(other))
    },
    .init(
      "36", "labels that tell another chain than the key",
      expected: [
        "error snapshot-chain-mismatch default/overlayfs/sha256:9f8be8a569b1"
      ]
    ) { store in
      let row = try store.row(ofSnapshot: "9f8be8a5")
      try store.editMeta {
        $0[row + ["labels"]] = .named([
          "containerd.io/snapshot/diff-id": .text("sha256:" + String(repeating: "cd", count: 32)),
          "containerd.io/snapshot/parent-chain-id": .text(
            "sha256:" + String(repeating: "ab", count: 32)),
        ])
      }
    },
    .init(
      "37", "two snapshots with one directory",
      expected: [
        "error snapshot-id-duplicate default/overlayfs/sha256:280570a94c95",
        "error snapshot-id-duplicate default/overlayfs/sha256:9f8be8a569b1",
        "note snapshot-remains io.containerd.snapshotter.v1.overlayfs/snapshots/7",
      ]
    ) { try $0.editRow("9f8be8a5", "id", .unsigned(4)) },
    .init(
      "38", "an id that was not given out yet",
      expected: [
        "error snapshot-directory-missing default/overlayfs/sha256:9f8be8a569b1",
        "error snapshot-id-ahead io.containerd.snapshotter.v1.overlayfs/metadata.db snapshot-id-ahead",
        "note snapshot-remains io.containerd.snapshotter.v1.overlayfs/snapshots/7",
      ]
    ) { try $0.editRow("9f8be8a5", "id", .unsigned(99)) },
    .init(
      "39", "a kind that is none",
      expected: [
        "error snapshot-kind-unknown io.containerd.snapshotter.v1.overlayfs/metadata.db snapshot-kind-unknown"
      ], says: ["9"]
    ) { try $0.editRow("9f8be8a5", "kind", .value([9])) },
    .init(
      "39", "a snapshot on one that is still written",
      expected: [
        "error snapshot-parent-active io.containerd.snapshotter.v1.overlayfs/metadata.db snapshot-parent-active"
      ]
    ) {
      try $0.editRow("3dd700f8", "kind", .value([2]))
    },
    .init(
      "40", "an index of children with an entry too few",
      expected: [
        "warning snapshot-index-differs io.containerd.snapshotter.v1.overlayfs/metadata.db snapshot-index-differs"
      ]
    ) { store in
      let name = try store.backend("9f8be8a5")
      try store.edit(store.database()) { dropLinks(to: name, in: &$0) }
    },
    .init(
      "40", "an index of children with an entry too many",
      expected: [
        "warning snapshot-index-differs io.containerd.snapshotter.v1.overlayfs/metadata.db snapshot-index-differs"
      ]
    ) { store in
      let name = try store.backend("9f8be8a5")
      try store.edit(store.database()) {
        guard case .bucket(let sequence, var links) = $0["v1", "parents"] else { return }
        links[[4, 0, 1]] = .text(name)
        $0["v1", "parents"] = .bucket(sequence: sequence, links)
      }
    },
    .init("41", "a list of children that has one that is not there") { store in
      let row = try store.row(ofSnapshot: "9f8be8a5")
      try store.editMeta { $0[row + ["children", "ghost"]] = .text("") }
    },
    .init(
      "41", "a list of children without one that is there",
      expected: [
        "warning snapshot-child-unlisted io.containerd.metadata.v1.bolt/meta.db snapshot-child-unlisted"
      ]
    ) { store in
      let row = try store.row(ofSnapshot: "280570a9")
      let child = try store.key("9f8be8a5")
      try store.editMeta { $0[row + ["children", child]] = nil }
    },
    .init(
      "46", "a writable snapshot that nothing keeps",
      expected: [
        "note snapshot-orphan io.containerd.snapshotter.v1.overlayfs/snapshots/30/fs"
      ]
    ) { store in
      let row = try store.row(ofSnapshot: "labelled-active")
      try store.editMeta { $0[row + ["labels", "containerd.io/gc.root"]] = nil }
    },
    .init(
      "60", "a snapshotter that is known by rows only",
      expected: [
        "warning not-entered io.containerd.snapshotter.v1.stargz not-entered",
        "warning scan-incomplete containerd/native+overlayfs:ROOT",
      ]
    ) {
      try $0.editMeta {
        $0["v1", "default", "snapshots", "stargz", "a"] = .named([
          "name": .text("default/1/a"), "createdat": .value(stamp),
          "labels": .named(["containerd.io/gc.root": .text("x")]),
        ])
      }
    },
    .init("60", "a directory of a snapshotter that was never used") {
      try $0.makeDirectory("io.containerd.snapshotter.v1.blockfile")
    },
    .init(
      "63", "a daemon killed between its two databases",
      expected: [
        "error snapshot-row-missing default/overlayfs/extract-541022481-p0CJ sha256:9f8be8a569b1",
        "note snapshot-unlisted io.containerd.snapshotter.v1.overlayfs/snapshots/7/fs",
      ]
    ) { store in
      // The snapshotter has committed what meta.db still calls by the key of the unpacking.
      let row = try store.row(ofSnapshot: "9f8be8a5")
      let parent = try store.row(ofSnapshot: "280570a9")
      let extract = "extract-541022481-p0CJ " + row[4]
      try store.editMeta {
        $0[row] = nil
        $0[parent + ["children", row[4]]] = nil
        $0[parent + ["children", extract]] = .text("")
        $0[Array(row.prefix(4)) + [extract]] = .named([
          "name": .text("default/13/" + extract), "parent": .text(parent[4]),
          "createdat": .value(stamp), "updatedat": .value(stamp),
        ])
        $0["v1", "default", "leases", "unpacking"] = .named([
          "createdat": .value(stamp),
          "snapshots": .named(["overlayfs": .named([extract: .text("")])]),
          "labels": .named(["containerd.io/gc.expire": .text("2199-01-01T00:00:00Z")]),
        ])
      }
    },
  ]

  /// Takes the entries that name a snapshot out of the index of children.
  private static func dropLinks(to name: String, in tree: inout BoltTree) {
    guard case .bucket(let sequence, let links) = tree["v1", "parents"] else { return }
    tree["v1", "parents"] = .bucket(sequence: sequence, links.filter { $0.value.text != name })
  }

  static let directories: [ContainerdCase] = [
    .init(
      "22", "a snapshot's directory removed",
      expected: [
        "error snapshot-directory-missing default/overlayfs/sha256:9f8be8a569b1"
      ], says: ["snapshots/7", "layeraudit plan"]
    ) { try $0.remove($0.directory("9f8be8a5")) },
    .init(
      "23", "the files of a snapshot removed",
      expected: [
        "error snapshot-directory-missing default/overlayfs/sha256:9f8be8a569b1"
      ]
    ) { try $0.remove($0.directory("9f8be8a5") + "/fs") },
    .init(
      "24", "a directory that no row names",
      expected: [
        "note snapshot-remains io.containerd.snapshotter.v1.overlayfs/snapshots/999"
      ]
    ) {
      try $0.create("io.containerd.snapshotter.v1.overlayfs/snapshots/999/fs/a", "x")
    },
    .init(
      "24", "a half-made snapshot",
      expected: [
        "note snapshot-remains io.containerd.snapshotter.v1.overlayfs/snapshots/new-123"
      ]
    ) {
      try $0.makeDirectory("io.containerd.snapshotter.v1.overlayfs/snapshots/new-123/fs")
    },
    .init(
      "24", "something else among the snapshots",
      expected: [
        "note stray-file io.containerd.snapshotter.v1.overlayfs/snapshots/notes.txt"
      ]
    ) {
      try $0.create("io.containerd.snapshotter.v1.overlayfs/snapshots/notes.txt", "x")
    },
    .init(
      "22", "a link in the place of a snapshot's directory",
      expected: [
        "error snapshot-directory-wrong-kind default/overlayfs/sha256:9f8be8a569b1"
      ]
    ) { store in
      let path = try store.directory("9f8be8a5")
      try store.move(path, "elsewhere")
      try store.link(path, to: store.url("elsewhere").path)
    },
    .init(
      "22", "all directories of a snapshotter removed",
      expected: [
        "error snapshot-home-missing io.containerd.snapshotter.v1.native/snapshots"
      ]
    ) {
      try $0.remove("io.containerd.snapshotter.v1.native/snapshots")
    },
    .init(
      "25", "a file of a layer changed, its length and time as they were",
      expected: [
        "error file-content-differs default/overlayfs/sha256:9f8be8a569b1 opt/t00"
      ], says: ["opt/t00"]
    ) { store in
      try store.flipBit(try file(of: store), at: 0)
    },
    .init(
      "25", "a file of a layer longer",
      expected: [
        "error file-size-differs default/overlayfs/sha256:9f8be8a569b1 opt/t00",
        "note file-timestamp-differs default/overlayfs/sha256:9f8be8a569b1 opt/t00",
      ]
    ) { try $0.append(file(of: $0), "more") },
    .init(
      "26", "a file of a layer without bytes",
      expected: [
        "error file-size-differs default/overlayfs/sha256:9f8be8a569b1 opt/t00",
        "note file-timestamp-differs default/overlayfs/sha256:9f8be8a569b1 opt/t00",
      ]
    ) { try $0.write(file(of: $0), "") },
    .init(
      "27", "a file of a layer removed",
      expected: [
        "error file-missing default/overlayfs/sha256:9f8be8a569b1 opt/t00"
      ]
    ) { try $0.remove(file(of: $0)) },
    .init(
      "27", "a file more in a layer",
      expected: [
        "error file-unexpected default/overlayfs/sha256:3dd700f85db3 extra"
      ]
    ) {
      try $0.create($0.directory("3dd700f8") + "/fs/extra", "x")
    },
    .init(
      "28", "a file's mode changed",
      expected: [
        "error file-privileges-differ default/overlayfs/sha256:9f8be8a569b1 opt/t00"
      ], says: ["4755"]
    ) { try $0.setMode(file(of: $0), 0o4755) },
    .init(
      "29", "a whiteout of a layer removed",
      expected: ["error whiteout-missing default/overlayfs/sha256:280570a94c95 usr/share/gone"],
      says: ["usr/share/gone"]
    ) { try $0.remove($0.directory("280570a9") + "/fs/usr/share/gone") },
    .init(
      "29", "a directory that hides nothing any more",
      expected: ["error opaque-missing default/overlayfs/sha256:280570a94c95 usr/share/opq"],
      says: ["usr/share/opq"]
    ) {
      try $0.removeAttribute(
        $0.directory("280570a9") + "/fs/usr/share/opq", "trusted.overlay.opaque")
    },
    .init(
      "62", "a writable snapshot without its working directory",
      expected: [
        "error snapshot-work-missing io.containerd.snapshotter.v1.overlayfs/snapshots/27/work work-missing"
      ]
    ) {
      try $0.remove($0.directory("ctr-run") + "/work")
    },
  ]

  /// The first regular file of the layer that only `full:1` has as its third.
  private static func file(of store: Damage) throws -> String {
    let folder = try store.directory("9f8be8a5") + "/fs"
    let names = try FileManager.default.subpathsOfDirectory(atPath: store.url(folder).path).sorted()
    for name in names {
      let path = "\(folder)/\(name)"
      let attributes = try FileManager.default.attributesOfItem(atPath: store.url(path).path)
      if attributes[.type] as? FileAttributeType == .typeRegular,
        (attributes[.size] as? Int ?? 0) > 10
      {
        return path
      }
    }
    throw Damage.Failure(step: "find a file")
  }

  static let usage: [ContainerdCase] = [
    .init(
      "42", "a snapshot that was committed with other inodes",
      expected: [
        "error snapshot-inodes-differ default/overlayfs/sha256:9f8be8a569b1"
      ], says: ["41"]
    ) {
      try $0.editRow("9f8be8a5", "inodes", .signed(41))
    },
    .init(
      "43", "a snapshot that was committed without usage",
      expected: [
        "warning snapshot-usage-missing default/overlayfs/sha256:9f8be8a569b1"
      ]
    ) { store in
      try store.editRow("9f8be8a5", "size", nil)
      try store.editRow("9f8be8a5", "inodes", nil)
    },
    .init(
      "42", "a snapshot that was committed with less than nothing",
      expected: [
        "warning snapshot-usage-negative default/overlayfs/sha256:9f8be8a569b1"
      ]
    ) {
      try $0.editRow("9f8be8a5", "size", .signed(-5))
    },
  ]

  static let containers: [ContainerdCase] = [
    .init(
      "44", "a container whose snapshot is gone",
      expected: [
        "error container-snapshot-missing default/ctr-run",
        "note snapshot-unlisted io.containerd.snapshotter.v1.overlayfs/snapshots/27/fs",
      ], says: ["ctr-run"]
    ) { store in
      let row = try store.row(ofSnapshot: "ctr-run")
      let parent = try store.row(ofSnapshot: "202db22b")
      try store.editMeta {
        $0[row] = nil
        $0[parent + ["children", "ctr-run"]] = nil
      }
    },
    .init(
      "45", "a container whose image has no name any more",
      expected: [
        "note container-image-unnamed k8s.io/pod-like"
      ]
    ) { store in
      try store.editMeta { $0["v1", "k8s.io", "containers", "pod-like", "image"] = .text("gone:1") }
    },
    .init(
      "45", "a container that was made with no name of an image, as Docker makes all"
    ) { store in
      try store.editMeta { $0["v1", "k8s.io", "containers", "pod-like", "image"] = .text("") }
    },
  ]

  /// The page of the list of free pages of the snapshotter's database.
  private static func freelist(of store: Damage) throws -> Int {
    let data = try store.read(store.database())
    // The meta with the higher number of a commit counts.
    let meta = data[64] > data[4_160] ? 0 : 4_096
    return Int(data[meta + 48]) | Int(data[meta + 49]) << 8
  }

  static let databases: [ContainerdCase] = [
    .init(
      "52", "a time that is none",
      expected: [
        "error row-value-malformed io.containerd.metadata.v1.bolt/meta.db row-value-malformed"
      ], says: ["full:1/createdat", "0909"]
    ) {
      try $0.editMeta {
        $0["v1", "default", "images", "docker.io/library/full:1", "createdat"] = .value([9, 9])
      }
    },
    .init(
      "52", "an image without a digest",
      expected: [
        "error row-value-malformed io.containerd.metadata.v1.bolt/meta.db row-value-malformed"
      ]
    ) {
      try $0.editMeta {
        $0["v1", "k8s.io", "images", "docker.io/library/small:1", "target", "digest"] = .text("x")
      }
    },
    .init(
      "53", "a newer schema",
      expected: [
        "note schema-newer io.containerd.metadata.v1.bolt/meta.db schema-newer"
      ]
    ) { try $0.editMeta { $0["v1", "version"] = .signed(9) } },
    .init(
      "54", "both metas bad",
      expected: [
        "error containerd-database-unusable io.containerd.metadata.v1.bolt/meta.db"
      ]
    ) { store in
      var data = try store.read(Damage.meta)
      for offset in [40, 4_136] { data[offset] ^= 1 }
      try store.write(Damage.meta, data)
    },
    .init(
      "55", "the newest meta bad",
      expected: [
        "warning database-commit-lost io.containerd.metadata.v1.bolt/meta.db malformed"
      ],
      says: ["commit 404", "commit 403"]
    ) { store in
      var data = try store.read(Damage.meta)
      // The number of the last commit is 404.
      data[40] ^= 1
      try store.write(Damage.meta, data)
    },
    .init(
      "56", "a database cut short",
      expected: [
        "error containerd-database-unusable io.containerd.metadata.v1.bolt/meta.db"
      ]
    ) { try $0.truncate(Damage.meta, to: 20_480) },
    .init(
      "56", "a page of garbage",
      expected: [
        "error containerd-database-unusable io.containerd.snapshotter.v1.overlayfs/metadata.db"
      ]
    ) { store in
      var data = try store.read(store.database())
      // The meta with the higher number of a commit tells the root.
      let meta = data[64] > data[4_160] ? 0 : 4_096
      let page = Int(data[meta + 32]) | Int(data[meta + 33]) << 8
      for offset in 0..<16 { data[page * 4_096 + offset] = 0xEE }
      try store.write(store.database(), data)
    },
    .init(
      "57", "a list of free pages of another kind",
      expected: [
        "error containerd-database-unusable io.containerd.snapshotter.v1.overlayfs/metadata.db"
      ],
      says: ["a list of free pages"]
    ) { store in
      let page = try freelist(of: store)
      var data = try store.read(store.database())
      data[page * 4_096 + 8] = 2
      try store.write(store.database(), data)
    },
    .init(
      "57", "a list of free pages that has one in use",
      expected: [
        "error containerd-database-unusable io.containerd.snapshotter.v1.overlayfs/metadata.db"
      ],
      says: ["a page that is free"]
    ) { store in
      let page = try freelist(of: store)
      var data = try store.read(store.database())
      let meta = data[64] > data[4_160] ? 0 : 4_096
      // One free page, which is that of the root.
      data[page * 4_096 + 10] = 1
      data[page * 4_096 + 11] = 0
      for byte in 0..<8 { data[page * 4_096 + 16 + byte] = data[meta + 32 + byte] }
      try store.write(store.database(), data)
    },
    .init(
      "64", "two snapshots with one key",
      expected: [
        "error containerd-database-unusable io.containerd.metadata.v1.bolt/meta.db"
      ],
      says: ["key"]
    ) { store in
      let keys = try #require(
        try store.tree(Damage.meta)["v1", "default", "snapshots", "overlayfs"]?.keys)
      let chains = keys.filter { $0.hasPrefix("sha256:") }
      var data = try store.read(Damage.meta)
      while let range = data.range(of: Data(chains[1].utf8)) {
        data.replaceSubrange(range, with: Data(chains[0].utf8))
      }
      try store.write(Damage.meta, data)
    },
    .init(
      "58", "a snapshotter's database removed",
      expected: [
        "error containerd-database-missing io.containerd.snapshotter.v1.native/metadata.db"
      ]
    ) { try $0.remove($0.database("native")) },
    .init(
      "59", "meta.db removed",
      expected: [
        "error containerd-database-missing io.containerd.metadata.v1.bolt/meta.db"
      ]
    ) { try $0.remove(Damage.meta) },
    .init(
      "59", "meta.db without bytes",
      expected: [
        "error containerd-database-missing io.containerd.metadata.v1.bolt/meta.db"
      ]
    ) { try $0.write(Damage.meta, "") },
    .init(
      "61", "a database that all can write",
      expected: [
        "warning database-writable io.containerd.metadata.v1.bolt/meta.db database-writable"
      ]
    ) { try $0.setMode(Damage.meta, 0o666) },
  ]
}

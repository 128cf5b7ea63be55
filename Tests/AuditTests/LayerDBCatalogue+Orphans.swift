import Foundation

/// What nothing owns, and what would be removed.
extension LayerDBCatalogue {
  static let orphans: [LayerDBCase] = [
    .init(
      69, "directory of a crashed import", expected: ["warning orphan-layer overlay2/abababababab"]
    ) {
      try $0.addDirectory(Demo.stranger, link: Demo.link)
    },
    .init(
      69, "directory of a crashed import", .vfs,
      expected: ["warning orphan-layer vfs/dir/abababababab"]
    ) {
      try $0.create("vfs/dir/\(Demo.stranger)/usr/big", String(repeating: "x", count: 50_000))
    },
    .init(
      69, "all that kill -9 leaves of an import",
      expected: [
        "warning orphan-layer overlay2/abababababab",
        "warning write-set-left image/overlay2/layerdb/tmp/write-set-123",
      ]
    ) {
      try $0.addDirectory(Demo.stranger, link: Demo.link)
      try $0.create(
        "image/overlay2/layerdb/tmp/write-set-123/tar-split.json.gz", "0123456789", mode: 0o644)
    },
    .init(
      70, "write set", expected: ["warning write-set-left image/overlay2/layerdb/tmp/write-set-123"]
    ) {
      try $0.create(
        "image/overlay2/layerdb/tmp/write-set-123/tar-split.json.gz", "0123456789", mode: 0o644)
    },
    .init(
      71, "removal that waits",
      expected: [
        "note removal-pending image/overlay2/layerdb/sha256/abababababab-cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd-removing"
      ]
    ) {
      try $0.addDirectory(Demo.stranger, link: Demo.link)
      try $0.create($0.removal + "/cache-id", Demo.stranger, mode: 0o644)
    },
    .init(
      72, "removal of a layer in use",
      expected: [
        "error removal-of-live-layer image/overlay2/layerdb/sha256/abababababab-cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd-removing"
      ], affects: midUsers
    ) {
      try $0.create($0.removal + "/cache-id", try $0.cache(Demo.mid), mode: 0o644)
    },
    .init(
      72, "removal of a container's layer",
      expected: [
        "error removal-of-live-layer image/overlay2/layerdb/sha256/abababababab-cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd-removing"
      ], affects: ["ran1"]
    ) {
      try $0.create($0.removal + "/cache-id", Demo.ranMount, mode: 0o644)
    },
    .init(
      72, "removal of what the build cache has",
      expected: [
        "error removal-of-live-layer image/overlay2/layerdb/sha256/abababababab-cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd-removing"
      ]
    ) {
      try $0.create($0.removal + "/cache-id", Demo.cacheOnly, mode: 0o644)
    },
    .init(
      72, "removal out of the store",
      expected: [
        "error removal-traversal image/overlay2/layerdb/sha256/abababababab-cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd-removing removal-traversal"
      ]
    ) {
      try $0.create($0.removal + "/cache-id", "../../containers", mode: 0o644)
    },
    .init(
      73, "removal of nothing",
      expected: [
        "warning removal-of-nothing image/overlay2/layerdb/sha256/abababababab-cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd-removing"
      ]
    ) {
      try $0.create($0.removal + "/size", "1", mode: 0o644)
    },
    .init(
      74, "layers whose image is lost",
      expected: ["warning unreferenced-layer image/overlay2/layerdb/sha256/31883fe9da65"]
    ) {
      try $0.remove($0.config(Demo.otherImage))
      try $0.replace(
        $0.names, "\"demo/other\":{\"demo/other:2\":\"sha256:\(Demo.otherImage)\"},", "")
    },
    .init(
      75, "mount without container",
      expected: ["warning orphan-mount image/overlay2/layerdb/mounts/abababababab"]
    ) {
      for name in ["mount-id", "init-id", "parent"] {
        try $0.create(
          $0.mount(Demo.stranger) + "/" + name,
          String(decoding: try $0.read($0.mount(Demo.ran) + "/" + name), as: UTF8.self), mode: 0o644
        )
      }
      try $0.remove($0.container(Demo.ran))
      try $0.remove($0.mount(Demo.ran))
    },
    .init(
      75, "container deleted by hand",
      expected: ["warning orphan-mount image/overlay2/layerdb/mounts/1f6cd33467c8"]
    ) {
      try $0.remove($0.container(Demo.ran))
    },
    .init(
      96, "all metadata gone",
      expected: [
        "error image-tree-missing image/overlay2",
        "note layer-ownership-unknown overlay2/08709ff9a79f",
        "note layer-ownership-unknown overlay2/100b7eee999b",
        "note layer-ownership-unknown overlay2/10528345f243",
        "note layer-ownership-unknown overlay2/12a296bf0999",
        "note layer-ownership-unknown overlay2/12a296bf0999-init",
        "note layer-ownership-unknown overlay2/1548acf515fe",
        "note layer-ownership-unknown overlay2/1ae79a02fbe9",
        "note layer-ownership-unknown overlay2/27b445588f6c",
        "note layer-ownership-unknown overlay2/27b445588f6c-init",
        "note layer-ownership-unknown overlay2/2b432ae1a6ba",
        "note layer-ownership-unknown overlay2/43ea6f9ff49b",
        "note layer-ownership-unknown overlay2/4e25419258a0",
        "note layer-ownership-unknown overlay2/4e25419258a0-init",
        "note layer-ownership-unknown overlay2/7491fec6ba12",
        "note layer-ownership-unknown overlay2/a16e41691fef",
        "note layer-ownership-unknown overlay2/b4e9575eb29c",
        "note layer-ownership-unknown overlay2/bbfdab1c4816",
        "note layer-ownership-unknown overlay2/bbfdab1c4816-init",
        "note layer-ownership-unknown overlay2/c7ae03fdcbee",
        "note layer-ownership-unknown overlay2/c7ae03fdcbee-init",
        "note layer-ownership-unknown overlay2/cd02a9b43a9a",
        "note layer-ownership-unknown overlay2/d202a2fb17a4",
        "note layer-ownership-unknown overlay2/d6e5d1e44fed",
        "note layer-ownership-unknown overlay2/d7fcb9d326d4",
        "note layer-ownership-unknown overlay2/d8111d41c9aa",
        "note layer-ownership-unknown overlay2/d8111d41c9aa-init",
        "note layer-ownership-unknown overlay2/ec9e704803d1",
      ]
    ) {
      try $0.remove("image/overlay2")
    },
    .init(
      97, "all layers gone", expected: ["error driver-home-missing overlay2"], affects: allUsers
    ) {
      try $0.remove("overlay2")
    },
    .init(
      97, "all layers gone", .vfs, expected: ["error driver-home-missing vfs/dir"]
    ) {
      try $0.remove("vfs")
    },
    .init(
      97, "all layers gone, home there", expected: ["error driver-home-missing overlay2"],
      affects: allUsers
    ) {
      try $0.remove("overlay2")
      try $0.makeDirectory("overlay2/l")
    },
    .init(
      104, "tree of another driver",
      expected: [
        "note driver-trees-several docker-layerdb/overlay2:ROOT",
        "note driver-trees-several docker-layerdb/vfs:ROOT",
      ]
    ) {
      try $0.makeDirectory("image/vfs/layerdb/sha256")
      try $0.makeDirectory("image/vfs/imagedb/content/sha256")
      try $0.create("image/vfs/repositories.json", "{\"Repositories\":{}}")
    },
  ]
}

import StoreFixtures
import TarFixtures

/// What only the bytes of blobs show.
extension ArchiveCatalogue {
  private static func layer(_ members: [[UInt8]], end: [UInt8] = Self.end) -> ImageBuilder.Layer {
    var layer = ImageBuilder.Layer("", "")
    layer.tar = members.flatMap(\.self) + end
    return layer
  }

  private static let end = [UInt8](repeating: 0, count: 1_024)
  private static let file = ArchiveTree.member("etc/motd", .file([1, 2, 3]))

  static let contents: [ArchiveCase] = [
    .init(
      "L1", "a flipped byte in a layer", .layout, content: ["error blob-content-differs LAYER0"]
    ) { $0[$1.layerPath(0)]?[60] ^= 4 },
    .init(
      "L8", "a wrong DiffID", .layout, content: ["error blob-diff-id-differs LAYER0"],
      build: { $0.diffIDs = [ImageBuilder.digest("x"), $0.layers[1].diffID] }),
    .init(
      "L10", "DiffIDs in the wrong order", .layout,
      content: ["error blob-diff-id-differs LAYER0", "error blob-diff-id-differs LAYER1"],
      build: { $0.diffIDs = $0.layers.reversed().map(\.diffID) }),
    .init(
      "L14", "a plain layer that is called compressed", .layout,
      content: ["warning blob-compression-differs LAYER0"],
      build: {
        $0.layers[0].compression = "none"
        $0.layers[0].mediaType = "application/vnd.oci.image.layer.v1.tar+gzip"
      }),
    .init(
      "L15", "a compressed layer that is called plain", .layout,
      content: ["error blob-compression-undeclared LAYER0"],
      build: { $0.layers[0].mediaType = "application/vnd.oci.image.layer.v1.tar" }),
    .init(
      "L16", "a zstd layer that is called gzip", .layout,
      content: ["warning blob-compression-differs LAYER0"],
      build: {
        $0.layers[0].compression = "zstd"
        $0.layers[0].mediaType = "application/vnd.oci.image.layer.v1.tar+gzip"
      }),
    .init("L18", "a gzip layer of several members", .layout) { tree, builder in
      // The manifest names the blob, so that it is written anew.
      let tar = builder.layers[0].tar
      let blob =
        Compression.gzip(Array(tar.prefix(512))) + Compression.gzip(Array(tar.dropFirst(512)))
      let manifest = builder.manifest.replacing(
        ImageBuilder.hex(builder.layers[0].blob), with: ImageBuilder.hex(blob)
      ).replacing(
        "\"size\":\(builder.layers[0].blob.count)}", with: "\"size\":\(blob.count)}")
      tree[builder.layerPath(0)] = nil
      tree[builder.manifestPath] = nil
      tree[ImageBuilder.blob(blob)] = blob
      tree.write(ImageBuilder.blob(Array(manifest.utf8)), manifest)
      tree.write(
        "index.json",
        ImageBuilder.index([
          ImageBuilder.descriptor(
            ImageBuilder.manifestType, ImageBuilder.digest(manifest), manifest.utf8.count)
        ]))
    },
    .init(
      "L24c", "a damaged blob that nothing needs", .layout,
      metadata: ["note layout-blob-unreferenced OTHER"],
      content: [
        "note layout-blob-unreferenced OTHER", "warning blob-unneeded-damaged OTHER",
      ]
    ) { tree, _ in tree[ImageBuilder.blob([7])] = [8] },
    .init(
      "L30", "a name twice in a layer", .layout,
      content: ["warning layer-name-duplicate LAYER0 etc/motd"],
      build: { $0.layers[0] = layer([file, file]) }),
    .init(
      "L31", "a name that leads out of a layer", .layout,
      content: ["warning layer-name-escaping LAYER0 ../etc/motd"],
      build: { $0.layers[0] = layer([ArchiveTree.member("../etc/motd", .file([1]))]) }),
    .init(
      "L31b", "an absolute name in a layer", .layout,
      content: ["note layer-name-absolute LAYER0 /etc/motd"],
      build: { $0.layers[0] = layer([ArchiveTree.member("/etc/motd", .file([1]))]) }),
    .init(
      "L32", "a hard link to nothing in a base layer", .layout,
      content: ["error layer-link-to-missing LAYER0 etc/issue"],
      build: { $0.layers[0] = layer([file, ArchiveTree.member("etc/issue", .hardLink("etc/no"))]) }
    ),
    .init(
      "L33", "data behind the end of a layer's tar", .layout,
      content: ["warning layer-data-after-end LAYER0 "],
      build: { $0.layers[0] = layer([file], end: end + file) }),
    .init(
      "L34", "a layer's tar without an end", .layout,
      content: ["note layer-no-end LAYER0 "], build: { $0.layers[0] = layer([file], end: []) }),
    .init(
      "L34b", "a layer that is no tar", .layout, content: ["error layer-not-tar LAYER0 "],
      build: {
        $0.layers[0] = layer([], end: [UInt8](repeating: 9, count: 1_024))
        $0.layers[0].compression = "none"
      }),
    .init(
      "L40b", "a sparse file in the old form", .layout,
      content: ["note layer-sparse-old LAYER0 etc/sparse"],
      build: {
        $0.layers[0] = layer([TarBuilder("etc/sparse", type: "S", size: 0).block])
      }),
    .init(
      "A1", "a flipped byte in a layer", .archive,
      content: ["error blob-diff-id-differs ID0/layer.tar"]
    ) { tree, _ in tree[ImageBuilder.legacyLayer(0)]?[520] ^= 4 },
    .init(
      "A6", "layers in the wrong order", .archive,
      metadata: [
        "warning legacy-parent-differs ID0/json legacy-parent-differs",
        "warning legacy-parent-differs ID1/json legacy-parent-differs",
      ],
      content: [
        "error blob-diff-id-differs ID0/layer.tar", "error blob-diff-id-differs ID1/layer.tar",
        "warning legacy-parent-differs ID0/json legacy-parent-differs",
        "warning legacy-parent-differs ID1/json legacy-parent-differs",
      ]
    ) { tree, _ in
      let (first, second) = (ImageBuilder.legacyLayer(0), ImageBuilder.legacyLayer(1))
      tree.edit("manifest.json", "\"\(first)\",\"\(second)\"", "\"\(second)\",\"\(first)\"")
    },
    .init(
      "A1b", "a flipped byte in a layer of a layout that is an archive as well", .hybrid,
      content: ["error blob-content-differs LAYER1"]
    ) { $0[$1.layerPath(1)]?[60] ^= 4 },
  ]
}

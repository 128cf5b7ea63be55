import StoreFixtures

/// Damage to image layouts and archives.
enum ArchiveCatalogue {
  static let all = documents + contents

  private static let stranger = String(repeating: "ab", count: 32)

  /// What documents show.
  static let documents: [ArchiveCase] = [
    .init("L0", "a sound layout", .layout),
    .init(
      "L2", "a layer that is cut short", .layout,
      metadata: ["error descriptor-size-differs layers[0] MANIFEST"],
      content: ["error blob-content-differs LAYER0"]
    ) { $0[$1.layerPath(0)]?.removeLast(10) },
    .init(
      "L3", "a layer with bytes behind it", .layout,
      metadata: ["error descriptor-size-differs layers[1] MANIFEST"],
      content: ["error blob-content-differs LAYER1"]
    ) { $0[$1.layerPath(1)]? += [1, 2, 3] },
    .init(
      "L4", "a layer that is gone", .layout,
      metadata: ["error descriptor-missing layers[0] LAYER0"]
    ) { $0[$1.layerPath(0)] = nil },
    .init(
      "L5", "an edited configuration", .layout,
      metadata: ["error document-digest-differs CONFIG document-digest-differs"],
      content: ["error blob-content-differs CONFIG"]
    ) { $0.edit($1.configPath, "/bin/sh", "/bin/ps") },
    .init(
      "L6", "a configuration that is gone", .layout,
      metadata: ["error descriptor-missing config CONFIG"]
    ) { $0[$1.configPath] = nil },
    .init(
      "L7", "white space in a manifest", .layout,
      metadata: [
        "error descriptor-size-differs manifests[0] index.json",
        "error document-digest-differs MANIFEST document-digest-differs",
      ],
      content: ["error blob-content-differs MANIFEST"]
    ) { $0.edit($1.manifestPath, ",", ", ") },
    .init(
      "L9", "fewer DiffIDs than layers", .layout,
      metadata: ["error image-layer-count-differs CONFIG layer-count-differs"],
      build: { $0.diffIDs = [$0.layers[0].diffID] }),
    .init(
      "L9b", "more DiffIDs than layers", .layout,
      metadata: ["error image-layer-count-differs CONFIG layer-count-differs"],
      build: { $0.diffIDs = $0.layers.map(\.diffID) + [$0.layers[0].diffID] }),
    .init(
      "L11", "another size of a layer in the manifest", .layout,
      metadata: ["error descriptor-size-differs layers[1] MANIFEST"],
      build: { $0.layers[1].size = 12 }),
    .init(
      "L12", "another size of the configuration", .layout,
      metadata: ["error descriptor-size-differs config MANIFEST"], build: { $0.configSize = 12 }),
    .init(
      "L13", "another size of the manifest in the index", .layout,
      metadata: ["error descriptor-size-differs manifests[0] index.json"],
      build: { $0.manifestSize = 12 }),
    .init("L17", "a zstd layer", .layout, build: { $0.layers[0].compression = "zstd" }),
    .init(
      "L19", "a manifest that is gone", .layout,
      metadata: ["error descriptor-missing manifests[0] MANIFEST"]
    ) { $0[$1.manifestPath] = nil },
    .init(
      "L20", "no oci-layout", .layout, metadata: ["error layout-version-unusable oci-layout"]
    ) { tree, _ in tree["oci-layout"] = nil },
    .init(
      "L20b", "an oci-layout that is no JSON", .layout,
      metadata: ["error layout-version-unusable oci-layout"]
    ) { tree, _ in tree.write("oci-layout", "1.0.0 ") },
    .init(
      "L21", "another version of the layout", .layout,
      metadata: ["warning layout-version-unknown oci-layout layout-version"]
    ) { tree, _ in tree.edit("oci-layout", "1.0.0", "2.0.0") },
    .init(
      "L22", "an index that is cut short", .layout,
      metadata: ["error layout-index-unusable index.json"]
    ) { tree, _ in tree["index.json"]?.removeLast(20) },
    .init(
      "L22b", "no index", .layout, metadata: ["error layout-index-unusable index.json"]
    ) { tree, _ in tree["index.json"] = nil },
    .init(
      "L23", "one name for two images", .layout,
      metadata: ["warning name-duplicate index.json name-duplicate"]
    ) { tree, builder in
      var other = builder
      other.layers[1] = .init("etc/motd", "three")
      other.addBlobs(to: &tree)
      tree.write("index.json", ImageBuilder.index([builder.indexEntry, other.indexEntry]))
    },
    .init(
      "L24", "a blob that nothing needs", .layout,
      metadata: ["note layout-blob-unreferenced OTHER"]
    ) { tree, _ in tree[ImageBuilder.blob([7])] = [7] },
    .init(
      "L24b", "a file among the blobs that is none", .layout,
      metadata: ["note member-unlisted blobs/sha256/.nfs0001 member-unlisted"]
    ) { tree, _ in tree["blobs/sha256/.nfs0001"] = [7] },
    .init(
      "L25", "a key twice in a manifest", .layout,
      metadata: ["warning ambiguous-key MANIFEST ambiguous-key"],
      build: { $0.manifestMore = #","schemaVersion":2"# }),
    .init(
      "L26", "more steps in the history than layers", .layout,
      metadata: ["warning image-history-differs MANIFEST"], build: { $0.steps = 3 }),
    .init(
      "L26b", "fewer steps in the history than layers", .layout,
      metadata: ["note image-history-partial MANIFEST"], build: { $0.steps = 1 }),
    .init(
      "L27", "an image for another platform than listed", .layout,
      metadata: ["warning image-platform-differs CONFIG platform-differs"],
      build: { $0.manifestDescriptorMore = #","platform":{"os":"linux","architecture":"arm64"}"# }),
    .init(
      "L28", "a foreign layer that is not here", .layout,
      build: {
        $0.layers[0].mediaType =
          "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip"
      }
    ) { $0[$1.layerPath(0)] = nil },
    .init(
      "L29", "a descriptor that carries other bytes", .layout,
      metadata: ["error descriptor-data-differs config MANIFEST"],
      build: { $0.configMore = #","data":"e30=""# }),
    .init(
      "L35", "a subject that is not here", .layout,
      build: {
        $0.manifestMore =
          #","subject":\#(ImageBuilder.descriptor(ImageBuilder.manifestType, "sha256:" + stranger, 9))"#
      }),
    .init("L37", "a layer that is called by its SHA-512", .layout) { tree, builder in
      let blob = builder.layers[0].blob
      var other = builder
      other.layers[0].digest = ImageBuilder.sha512(blob)
      tree[builder.manifestPath] = nil
      tree.move(
        builder.layerPath(0),
        to: "blobs/" + ImageBuilder.sha512(blob).replacing(":", with: "/"))
      tree.write(other.manifestPath, other.manifest)
      tree.write("index.json", ImageBuilder.index([other.indexEntry]))
    },
    .init(
      "L36", "a digest in capitals", .layout,
      metadata: ["error descriptor-digest-malformed layers[0] MANIFEST"],
      build: { $0.layers[0].digest = "sha256:" + stranger.uppercased() }
    ) { $0[$1.layerPath(0)] = nil },
    .init(
      "L38", "indexes in one another beyond all measure", .layout,
      metadata: [
        "error index-too-deep OTHER index-too-deep"
      ]
    ) { tree, builder in
      var entry = builder.manifestDescriptor
      for _ in 0..<20 {
        let index = ImageBuilder.index([entry])
        tree.write(ImageBuilder.blob(Array(index.utf8)), index)
        entry = ImageBuilder.descriptor(
          ImageBuilder.indexType, ImageBuilder.digest(index), index.utf8.count)
      }
      tree.write("index.json", ImageBuilder.index([entry]))
    },
    .init(
      "L38b", "an index that lists itself", .layout,
      metadata: [
        "error document-digest-differs blobs/sha256/\(stranger) document-digest-differs",
        "error index-circular blobs/sha256/\(stranger) index-circular",
      ],
      content: [
        "error blob-content-differs blobs/sha256/\(stranger)",
        "error index-circular blobs/sha256/\(stranger) index-circular",
      ]
    ) { tree, builder in
      let index = ImageBuilder.index([
        ImageBuilder.descriptor(ImageBuilder.indexType, "sha256:" + stranger, 1)
      ])
      tree.write("blobs/sha256/\(stranger)", index)
      tree.write(
        "index.json",
        ImageBuilder.index([
          builder.indexEntry,
          ImageBuilder.descriptor(
            ImageBuilder.indexType, "sha256:" + stranger, index.utf8.count),
        ]))
    },
    .init(
      "L40", "a manifest that is named as an index", .layout,
      metadata: ["error document-type-differs MANIFEST document-type-differs"]
    ) { tree, _ in tree.edit("index.json", ImageBuilder.manifestType, ImageBuilder.indexType) },
    .init(
      "L41", "a manifest that is no JSON", .layout,
      metadata: ["error document-malformed OTHER malformed"]
    ) { tree, builder in
      tree[builder.manifestPath] = nil
      tree.write(ImageBuilder.blob(Array("{".utf8)), "{")
      tree.write(
        "index.json",
        ImageBuilder.index([
          ImageBuilder.descriptor(ImageBuilder.manifestType, ImageBuilder.digest("{"), 1)
        ]))
    },
    .init(
      "L42", "a configuration without rootfs", .layout,
      metadata: ["error image-rootfs-missing MANIFEST"], build: { $0.hasRootFS = false }),
    .init(
      "L43", "another type of rootfs", .layout,
      metadata: ["warning image-rootfs-type CONFIG rootfs-type"],
      build: { $0.rootFSType = "windows" }),
    .init(
      "L44", "a DiffID that is none", .layout,
      metadata: ["error image-diff-id-malformed MANIFEST"],
      build: { $0.diffIDs = [$0.layers[0].diffID, "sha256:12"] }),
    .init(
      "L45", "a name that the format does not allow", .layout,
      metadata: ["note layout-name-odd -app:1"], build: { $0.name = "-app:1" }),
    .init(
      "L46", "an index of which one image is here", .layout,
      metadata: ["note index-partial manifests[0] OTHER"]
    ) { tree, builder in
      var here = builder
      here.manifestDescriptorMore = #","platform":{"os":"linux","architecture":"amd64"}"#
      let arm = ImageBuilder.descriptor(
        ImageBuilder.manifestType, "sha256:" + stranger, 9,
        #","platform":{"os":"linux","architecture":"arm64"}"#)
      let index = ImageBuilder.index([here.manifestDescriptor, arm])
      tree.write(ImageBuilder.blob(Array(index.utf8)), index)
      tree.write(
        "index.json",
        ImageBuilder.index([
          ImageBuilder.descriptor(
            ImageBuilder.indexType, ImageBuilder.digest(index), index.utf8.count)
        ]))
    },
    .init(
      "L47", "an index.json that is a manifest", .layout,
      metadata: ["error layout-index-unusable index.json"]
    ) { tree, builder in tree.write("index.json", builder.manifest) },
    .init(
      "L48", "an index.json that is nothing", .layout,
      metadata: ["error layout-index-unusable index.json"]
    ) { tree, _ in tree.write("index.json", "{}") },
    .init(
      "L49", "a second image that names the layers in another order", .layout,
      content: ["error blob-diff-id-differs LAYER0", "error blob-diff-id-differs LAYER1"]
    ) { tree, builder in
      var other = builder
      other.diffIDs = builder.layers.map(\.diffID).reversed()
      other.name = "other:1"
      other.addBlobs(to: &tree)
      tree.write("index.json", ImageBuilder.index([builder.indexEntry, other.indexEntry]))
    },
    .init("A0", "a sound archive", .archive),
    .init("A0b", "a sound archive that is a layout as well", .hybrid),
    .init(
      "A2", "an archive without one of its layers", .archive,
      metadata: ["error descriptor-missing [0].Layers[1] ID1/layer.tar"]
    ) { tree, _ in tree[ImageBuilder.legacyLayer(1)] = nil },
    .init(
      "A3", "an edited configuration that kept its name", .archive,
      metadata: ["error document-digest-differs CONFIG document-digest-differs"],
      content: ["error blob-content-differs CONFIG"]
    ) { $0.edit($1.archiveConfig, "/bin/sh", "/bin/ps") },
    .init(
      "A4", "a configuration that is gone", .archive,
      metadata: ["error descriptor-missing [0].Config CONFIG"]
    ) { $0[$1.archiveConfig] = nil },
    .init(
      "A5", "no manifest.json", .archive, metadata: ["error archive-list-unusable manifest.json"]
    ) { tree, _ in tree["manifest.json"] = nil },
    .init(
      "A5b", "a manifest.json that is cut short", .archive,
      metadata: ["error archive-list-unusable manifest.json"]
    ) { tree, _ in tree["manifest.json"]?.removeLast(9) },
    .init(
      "A7", "fewer layers than DiffIDs", .archive,
      metadata: ["error image-layer-count-differs CONFIG layer-count-differs"]
    ) { tree, _ in
      tree.edit("manifest.json", #","\#(ImageBuilder.legacyLayer(1))""#, "")
    },
    .init(
      "A8", "the wrong parent for old engines", .archive,
      metadata: ["warning legacy-parent-differs ID1/json legacy-parent-differs"]
    ) { tree, _ in
      tree.edit("\(ImageBuilder.legacyID(1))/json", ImageBuilder.legacyID(0), stranger)
    },
    .init(
      "A9", "a name for old engines that leads nowhere", .archive,
      metadata: ["warning archive-name-dangling repositories archive-name-dangling"]
    ) { tree, _ in tree.edit("repositories", ImageBuilder.legacyID(1), stranger) },
    .init(
      "A9b", "names for old engines that are no JSON", .archive,
      metadata: ["warning archive-names-unusable repositories"]
    ) { tree, _ in tree["repositories"]?.removeLast(2) },
    .init(
      "A10", "no VERSION", .archive,
      metadata: ["note legacy-file-missing ID0/VERSION legacy-file-missing"]
    ) { tree, _ in tree["\(ImageBuilder.legacyID(0))/VERSION"] = nil },
    .init(
      "A11", "a compressed layer", .archive, build: { $0.layers[0].compression = "gzip" }),
    .init("A12", "an image without a name", .archive) { tree, _ in
      tree.edit("manifest.json", #"["app:1"]"#, "null")
    },
    .init(
      "A13", "a layer outside of the archive", .archive,
      metadata: ["error archive-path-unusable [0].Layers[1] manifest.json"]
    ) { tree, _ in
      tree.edit("manifest.json", ImageBuilder.legacyLayer(1), "../../etc/passwd")
    },
    .init(
      "A15", "a file that is no part of it", .archive,
      metadata: ["note member-unlisted notes.txt member-unlisted"]
    ) { tree, _ in tree.write("notes.txt", "x") },
    .init(
      "A16", "links to layers in a circle", .archive,
      metadata: ["error archive-path-unusable [0].Layers[1] manifest.json"]
    ) { tree, _ in
      tree.put(ImageBuilder.legacyLayer(1), .symlink("../\(ImageBuilder.legacyID(1))/layer.tar"))
    },
    .init(
      "A17", "a layer that is a link to another", .archive,
      build: { $0.layers.append($0.layers[0]) }
    ) { tree, _ in
      tree.put(ImageBuilder.legacyLayer(2), .symlink("../\(ImageBuilder.legacyID(0))/layer.tar"))
    },
    .init(
      "A18", "a link that leads out of the archive", .archive,
      metadata: ["error archive-path-unusable [0].Layers[1] manifest.json"]
    ) { tree, _ in tree.put(ImageBuilder.legacyLayer(1), .symlink("/etc/passwd")) },
    .init(
      "A19", "a layout whose list for Docker names a file that is not there", .hybrid,
      metadata: ["error descriptor-missing [0].Layers[0] blobs/sha256/\(stranger)"]
    ) { tree, builder in
      tree.edit("manifest.json", builder.layerPath(0), "blobs/sha256/\(stranger)")
    },
    .init(
      "A19b", "a layout whose list for Docker has the layers in another order", .hybrid,
      content: ["error blob-diff-id-differs LAYER0", "error blob-diff-id-differs LAYER1"]
    ) { tree, builder in
      tree.edit("manifest.json", builder.layerPath(0), "SWAP")
      tree.edit("manifest.json", builder.layerPath(1), builder.layerPath(0))
      tree.edit("manifest.json", "SWAP", builder.layerPath(1))
    },
    .init(
      "A21", "a flipped byte in a layer above one that is gone", .archive,
      metadata: ["error descriptor-missing [0].Layers[0] ID0/layer.tar"],
      content: [
        "error blob-diff-id-differs ID1/layer.tar",
        "error descriptor-missing [0].Layers[0] ID0/layer.tar",
      ]
    ) { tree, _ in
      tree[ImageBuilder.legacyLayer(0)] = nil
      tree[ImageBuilder.legacyLayer(1)]?[600] ^= 1
    },
    .init(
      "A20", "the id of another layer for old engines", .archive,
      metadata: ["warning legacy-id-differs ID0/json legacy-id-differs"]
    ) { tree, _ in
      tree.edit("\(ImageBuilder.legacyID(0))/json", #""id":"0"#, #""id":"9"#)
    },
  ]
}

import Foundation

/// Images, their names and what was pulled.
extension LayerDBCatalogue {
  static let images: [LayerDBCase] = [
    .init(
      60, "configuration edited",
      expected: [
        "error image-config-digest-differs 3b4ad6c001f5",
        "note container-image-unlisted 1f6cd33467c8", "note container-image-unlisted 644131db5d70",
        "note reference-image-unloadable 127.0.0.1:5055/app:1",
        "note reference-image-unloadable 127.0.0.1:5055/app@sha256:8825bd561f7fb21e611be5a781b65513138734f459bd680865eaa9e7703467ed",
        "note reference-image-unloadable demo/app:1",
        "note reference-image-unloadable demo/app:stable",
      ], affects: appUsers
    ) {
      try $0.replace($0.config(Demo.appImage), "linux", "Linux")
    },
    .init(
      61, "configuration empty",
      expected: [
        "error image-config-unusable 3b4ad6c001f5", "note container-image-unlisted 1f6cd33467c8",
        "note container-image-unlisted 644131db5d70",
        "note reference-image-unloadable 127.0.0.1:5055/app:1",
        "note reference-image-unloadable 127.0.0.1:5055/app@sha256:8825bd561f7fb21e611be5a781b65513138734f459bd680865eaa9e7703467ed",
        "note reference-image-unloadable demo/app:1",
        "note reference-image-unloadable demo/app:stable",
      ]
    ) {
      try $0.write($0.config(Demo.appImage), "")
    },
    .init(
      62, "configuration deleted",
      expected: [
        "error reference-dangling 127.0.0.1:5055/app:1",
        "note image-metadata-left image/overlay2/imagedb/metadata/sha256/3b4ad6c001f5",
        "note image-metadata-odd image/overlay2/imagedb/metadata/sha256/98cadeb5f14a/parent image-parent-unknown",
        "note container-image-unknown 1f6cd33467c8",
        "note container-image-unknown 644131db5d70",
        "warning lease-owner-gone moby moby-image-sha256:3b4ad6c001f556b0b5aacd5cd92b31606ea594d5f41841c9881bb99ee590d0bd",
      ]
    ) {
      try $0.remove($0.config(Demo.appImage))
    },
    .init(
      63, "image of an unknown layer",
      expected: [
        "error layer-entry-missing 1534a3404bf1", "note image-layer-missing c3a449d2f3f2",
      ], affects: ["c3a449d2f3f2"]
    ) {
      try $0.addImage(diffs: [Demo.base, Demo.stranger])
    },
    .init(
      64, "temporary file",
      expected: [
        "note half-written-file image/overlay2/imagedb/content/sha256/.tmp-abababababababababababababababababababababababababababababababab123456"
      ]
    ) {
      try $0.create("image/overlay2/imagedb/content/sha256/.tmp-\(Demo.stranger)123456", "{")
    },
    .init(
      65, "repositories truncated",
      expected: ["error names-file-unusable image/overlay2/repositories.json"]
    ) {
      try $0.truncate($0.names, to: 200)
    },
    .init(
      66, "repositories empty",
      expected: ["error names-file-unusable image/overlay2/repositories.json"]
    ) {
      try $0.write($0.names, "")
    },
    .init(
      66, "repositories full of NUL bytes",
      expected: ["error names-file-unusable image/overlay2/repositories.json"]
    ) {
      try $0.write($0.names, Data(count: 2_000))
    },
    .init(
      67, "repositories missing",
      expected: ["warning names-file-missing image/overlay2/repositories.json"]
    ) {
      try $0.remove($0.names)
    },
    .init(
      68, "tag of an unknown image", expected: ["error reference-dangling demo/app:1"]
    ) {
      try $0.replace(
        $0.names, "demo/app:1\":\"sha256:" + Demo.appImage, "demo/app:1\":\"sha256:" + Demo.stranger
      )
    },
    .init(
      87, "stale entry of the pull cache"
    ) {
      try $0.create(
        "image/overlay2/distribution/diffid-by-digest/sha256/" + Demo.stranger,
        "sha256:" + Demo.stranger, mode: 0o644)
    },
    .init(
      88, "garbage in the pull cache",
      expected: [
        "warning distribution-malformed image/overlay2/distribution/v2metadata-by-diffid/sha256/abababababab distribution-malformed"
      ]
    ) {
      try $0.create(
        "image/overlay2/distribution/v2metadata-by-diffid/sha256/" + Demo.stranger, "garbage",
        mode: 0o644)
    },
    .init(
      89, "an image's parent unknown",
      expected: [
        "note image-metadata-odd image/overlay2/imagedb/metadata/sha256/99da1cd78d02/parent image-parent-unknown"
      ]
    ) {
      try $0.write(
        "image/overlay2/imagedb/metadata/sha256/\(Demo.commitImage)/parent",
        "sha256:" + Demo.stranger)
    },
    .init(
      105, "more steps than layers", expected: ["error image-history-too-long 01c6a0999f66"]
    ) {
      try $0.addImage(diffs: [Demo.base], steps: 2)
    },
    .init(
      106, "layers in another order",
      expected: ["error layer-entry-missing 3526986e3790", "note image-layer-missing 58d0a3475635"]
    ) {
      try $0.addImage(diffs: [Demo.midDiff, Demo.base])
    },
  ]
}

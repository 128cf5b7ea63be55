/// Damage to images and their names: what the record of the fixture becomes and what an audit says of it.
extension LayerDBDamage {
  private typealias F = LayerDBFixture

  static let images: [LayerDBDamage] = [
    .init(
      60, "a configuration that was edited",
      changes: [
        "container WEB imageState: present → unloadable",
        "image APP actualDigest: nil → sha256:3f2943a882722e4d37253d2f03b27efb21d9aa5767fc38522d45f276e4347559",
        "image APP architecture: amd64 → arm64",
        "image APP configState: ok → digest-mismatch",
        "image APP isComplete: true → false",
        "tag demo/app:1 targetState: present → unloadable",
      ],
      findings: [
        "error image-config-digest-differs APP",
        "note container-image-unlisted WEB",
        "note reference-image-unloadable demo/app:1",
      ]
    ) {
      try $0.edit($0.config(F.app), "amd64", "arm64")
    },
    .init(
      61, "an empty configuration",
      changes: [
        "container WEB imageState: present → unloadable",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "image APP actualDigest: nil → sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "image APP architecture: amd64 → nil",
        "image APP chainState: complete → nil",
        "image APP configState: ok → empty",
        "image APP created: Timestamp(seconds: 1700000004, nanoseconds: 0) → nil",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000004, nanoseconds: 0)), createdBy: (\"COPY app\"), comment: (\"buildkit\"), author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000003, nanoseconds: 0)), createdBy: (\"ENV A=b\"), comment: nil, author: nil, layer: nil, image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"RUN mid\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"ADD base\"), comment: nil, author: nil, layer: (BASE), image: nil)] → []",
        "image APP historyState: ok → nil",
        "image APP isComplete: true → false",
        "image APP layers: [TOP, MIDDLE, BASE] → []",
        "image APP os: linux → nil",
        "image APP toolVersion: 20.10.24 → nil",
        "layer TOP comment: buildkit → nil",
        "layer TOP created: Timestamp(seconds: 1700000004, nanoseconds: 0) → nil",
        "layer TOP createdBy: COPY app → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
        "layer TOP toolVersion: 20.10.24 → nil",
        "tag demo/app:1 targetState: present → unloadable",
      ],
      findings: [
        "error image-config-unusable APP",
        "note container-image-unlisted WEB",
        "note reference-image-unloadable demo/app:1",
      ]
    ) {
      try $0.overwrite($0.config(F.app), [])
    },
    .init(
      62, "a configuration that is gone",
      changes: [
        "+ image-metadata image/overlay2/imagedb/metadata/sha256/APP",
        "- image APP",
        "container WEB imageState: present → missing",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "layer TOP comment: buildkit → nil",
        "layer TOP created: Timestamp(seconds: 1700000004, nanoseconds: 0) → nil",
        "layer TOP createdBy: COPY app → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
        "layer TOP toolVersion: 20.10.24 → nil",
        "root images owners: 2 → 1",
        "tag demo/app:1 targetState: present → missing",
      ],
      findings: [
        "error reference-dangling demo/app:1",
        "note container-image-unknown WEB",
        "note image-metadata-left image/overlay2/imagedb/metadata/sha256/APP",
      ]
    ) {
      try $0.remove($0.config(F.app))
    },
    .init(
      63, "an image of a layer that is not registered",
      changes: [
        "+ image 0c04a128e8f0c94e9c5d2e32dbe3b6294ec67ce9b243838c1b7a5200dd6ce1fe",
        "root images owners: 2 → 3",
      ],
      findings: [
        "error layer-entry-missing d626bfa8d15bd092c5f800838927082e5959bfb411ff2d03b333a9b12dea372d",
        "note image-layer-missing 0c04a128e8f0c94e9c5d2e32dbe3b6294ec67ce9b243838c1b7a5200dd6ce1fe",
      ]
    ) { fixture in
      let json = F.midJSON.replacing(F.diffs[1], with: F.container)
      try fixture.write(fixture.config(F.digest(of: json)), json)
    },
    .init(
      106, "an image with its layers in another order",
      changes: [
        "+ image 2237a8d4f0db168b848f548ff426162a607392ccf92ea6a07366bcc90febbab1",
        "root images owners: 2 → 3",
      ],
      findings: [
        "error layer-entry-missing d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2d2",
        "note image-layer-missing 2237a8d4f0db168b848f548ff426162a607392ccf92ea6a07366bcc90febbab1",
      ]
    ) { fixture in
      let json = F.midJSON.replacing(F.diffs[0], with: "x").replacing(F.diffs[1], with: F.diffs[0])
        .replacing("x", with: F.diffs[1])
      try fixture.write(fixture.config(F.digest(of: json)), json)
    },
    .init(
      106, "an image with a layer that is no digest",
      changes: [
        "+ image 056dbfdce427b00de7c830e96f8b879040f73672b016f5b3d9cf80398a857172",
        "root images owners: 2 → 3",
      ],
      findings: [
        "error image-diff-id-malformed 056dbfdce427b00de7c830e96f8b879040f73672b016f5b3d9cf80398a857172"
      ]
    ) { fixture in
      let json = F.midJSON.replacing("sha256:\(F.diffs[1])", with: "../x")
      try fixture.write(fixture.config(F.digest(of: json)), json)
    },
    .init(
      105, "more steps than layers",
      changes: [
        "+ image 533b633c8360d57cf1fd8ee7dcd0ac4ace3144a0f536e0d6b4b51a527b11d8a7",
        "layer BASE toolVersion: nil → 20.10.24",
        "root images owners: 2 → 3",
      ],
      findings: [
        "error image-history-too-long 533b633c8360d57cf1fd8ee7dcd0ac4ace3144a0f536e0d6b4b51a527b11d8a7"
      ]
    ) { fixture in
      let json = F.midJSON.replacing(",\"sha256:\(F.diffs[1])\"", with: "")
      try fixture.write(fixture.config(F.digest(of: json)), json)
    },
    .init(
      105, "fewer steps than layers",
      changes: [
        "+ image f7aa8dc9b65f19042df78f6550c86c4f3f57021327f10ac10aebc377c878e092",
        "root images owners: 2 → 3",
      ],
      findings: [
        "note image-history-too-short f7aa8dc9b65f19042df78f6550c86c4f3f57021327f10ac10aebc377c878e092"
      ]
    ) { fixture in
      let json = F.midJSON.replacing("RUN mid\"", with: "RUN mid\",\"empty_layer\":true")
      try fixture.write(fixture.config(F.digest(of: json)), json)
    },
    .init(
      105, "an image without layers or history",
      changes: [
        "+ image 771d8c9be16b0dab3efba69c21e6e7bfdd23e2a044e2dfae68acaefe3b8bd0e6",
        "root images owners: 2 → 3",
      ],
      findings: []
    ) {
      try $0.write(
        $0.config(F.digest(of: "{\"rootfs\":{\"type\":\"layers\"}}")),
        "{\"rootfs\":{\"type\":\"layers\"}}")
    },
    .init(
      105, "an image without rootfs",
      changes: [
        "+ image 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
        "root images owners: 2 → 3",
      ],
      findings: [
        "error image-config-unusable 44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
      ]
    ) {
      try $0.write($0.config(F.digest(of: "{}")), "{}")
    },
    .init(
      101, "a configuration that is a link",
      changes: [
        "+ problem wrong-kind image/overlay2/imagedb/content/sha256/APP",
        "container WEB imageState: present → unloadable",
        "container WEB mountParentExpected: TOP → nil",
        "container WEB mountParentState: match → unchecked",
        "image APP architecture: amd64 → nil",
        "image APP chainState: complete → nil",
        "image APP configState: ok → wrong-kind",
        "image APP created: Timestamp(seconds: 1700000004, nanoseconds: 0) → nil",
        "image APP history: [HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000004, nanoseconds: 0)), createdBy: (\"COPY app\"), comment: (\"buildkit\"), author: nil, layer: (TOP), image: (APP)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000003, nanoseconds: 0)), createdBy: (\"ENV A=b\"), comment: nil, author: nil, layer: nil, image: (MID)), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000002, nanoseconds: 0)), createdBy: (\"RUN mid\"), comment: nil, author: nil, layer: (MIDDLE), image: nil), HistoryStep(created: (LayerModel.Timestamp(seconds: 1700000000, nanoseconds: 0)), createdBy: (\"ADD base\"), comment: nil, author: nil, layer: (BASE), image: nil)] → []",
        "image APP historyState: ok → nil",
        "image APP isComplete: true → false",
        "image APP layers: [TOP, MIDDLE, BASE] → []",
        "image APP os: linux → nil",
        "image APP toolVersion: 20.10.24 → nil",
        "layer TOP comment: buildkit → nil",
        "layer TOP created: Timestamp(seconds: 1700000004, nanoseconds: 0) → nil",
        "layer TOP createdBy: COPY app → nil",
        "layer TOP imageDiffID: sha256:d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3d3 → nil",
        "layer TOP imageParent: MIDDLE → nil",
        "layer TOP isNamedByImage: true → false",
        "layer TOP toolVersion: 20.10.24 → nil",
        "tag demo/app:1 targetState: present → unloadable",
      ],
      findings: [
        "error image-config-unusable APP",
        "note container-image-unlisted WEB",
        "note reference-image-unloadable demo/app:1",
      ]
    ) {
      try $0.link($0.config(F.app), to: "/etc/passwd")
    },
    .init(
      64, "a configuration that was never put in place",
      changes: [
        "+ half-written image/overlay2/imagedb/content/sha256/.tmp-APP123"
      ],
      findings: [
        "note half-written-file image/overlay2/imagedb/content/sha256/.tmp-APP123"
      ]
    ) {
      try $0.write("\($0.images)/imagedb/content/sha256/.tmp-\(F.app)123", "{")
    },
    .init(
      65, "a truncated list of names",
      changes: [
        "+ problem malformed image/overlay2/repositories.json",
        "- tag demo/app:1",
        "- tag demo/mid:1",
        "document image/overlay2/repositories.json state: ok → malformed",
        "image APP names: [demo/app:1] → []",
        "image MID names: [demo/mid:1] → []",
        "root repositories owners: 2 → nil",
      ],
      findings: [
        "error names-file-unusable image/overlay2/repositories.json"
      ]
    ) {
      try $0.overwrite($0.names, Array(try $0.bytes($0.names).dropLast(20)))
    },
    .init(
      66, "an empty list of names",
      changes: [
        "- tag demo/app:1",
        "- tag demo/mid:1",
        "document image/overlay2/repositories.json state: ok → empty",
        "image APP names: [demo/app:1] → []",
        "image MID names: [demo/mid:1] → []",
        "root repositories owners: 2 → nil",
      ],
      findings: [
        "error names-file-unusable image/overlay2/repositories.json"
      ]
    ) {
      try $0.overwrite($0.names, [])
    },
    .init(
      67, "a missing list of names",
      changes: [
        "- tag demo/app:1",
        "- tag demo/mid:1",
        "document image/overlay2/repositories.json state: ok → missing",
        "image APP names: [demo/app:1] → []",
        "image MID names: [demo/mid:1] → []",
        "root repositories owners: 2 → 0",
      ],
      findings: [
        "warning names-file-missing image/overlay2/repositories.json"
      ]
    ) {
      try $0.remove($0.names)
    },
    .init(
      67, "a list of names that is null",
      changes: [
        "- tag demo/app:1",
        "- tag demo/mid:1",
        "document image/overlay2/repositories.json state: ok → no-entries",
        "image APP names: [demo/app:1] → []",
        "image MID names: [demo/mid:1] → []",
        "root repositories owners: 2 → 0",
      ],
      findings: [
        "warning names-file-without-entries image/overlay2/repositories.json"
      ]
    ) {
      try $0.overwrite($0.names, Array("null".utf8))
    },
    .init(
      66, "a list of names that is an array",
      changes: [
        "+ problem malformed image/overlay2/repositories.json",
        "- tag demo/app:1",
        "- tag demo/mid:1",
        "document image/overlay2/repositories.json state: ok → malformed",
        "image APP names: [demo/app:1] → []",
        "image MID names: [demo/mid:1] → []",
        "root repositories owners: 2 → nil",
      ],
      findings: [
        "error names-file-unusable image/overlay2/repositories.json"
      ]
    ) {
      try $0.overwrite($0.names, Array("[]".utf8))
    },
    .init(
      68, "a name of an unknown image",
      changes: [
        "image MID names: [demo/mid:1] → []",
        "tag demo/mid:1 target: MID → WEB",
        "tag demo/mid:1 targetState: present → missing",
      ],
      findings: [
        "error reference-dangling demo/mid:1"
      ]
    ) {
      try $0.edit($0.names, "sha256:\(F.mid)", "sha256:\(F.container)")
    },
    .init(
      68, "a name of no image",
      changes: [
        "image MID names: [demo/mid:1] → []",
        "tag demo/mid:1 target: MID → ../x",
        "tag demo/mid:1 targetState: present → malformed",
      ],
      findings: [
        "error reference-malformed demo/mid:1"
      ]
    ) {
      try $0.edit($0.names, "sha256:\(F.mid)", "../x")
    },
    .init(
      68, "a name in another repository",
      changes: [
        "+ tag demo/max:1",
        "- tag demo/mid:1",
        "image MID names: [demo/mid:1] → [demo/max:1]",
      ],
      findings: [
        "warning reference-in-wrong-repository demo/max:1"
      ]
    ) {
      try $0.edit($0.names, "\"demo/mid:1\"", "\"demo/max:1\"")
    },
    .init(
      89, "the parent of an image is unknown",
      changes: [
        "+ image-parent-unknown image/overlay2/imagedb/metadata/sha256/MID/parent →WEB",
        "image MID parent: nil → WEB",
      ],
      findings: [
        "note image-metadata-odd image/overlay2/imagedb/metadata/sha256/MID/parent image-parent-unknown"
      ]
    ) {
      try $0.write("\($0.images)/imagedb/metadata/sha256/\(F.mid)/parent", "sha256:\(F.container)")
    },
    .init(
      89, "the parent of an image is no digest",
      changes: [
        "+ image-parent-malformed image/overlay2/imagedb/metadata/sha256/MID/parent sha256: and 64 digits→x"
      ],
      findings: [
        "note image-metadata-odd image/overlay2/imagedb/metadata/sha256/MID/parent image-parent-malformed"
      ]
    ) {
      try $0.write("\($0.images)/imagedb/metadata/sha256/\(F.mid)/parent", "x")
    },
    .init(
      89, "the time of an image is none",
      changes: [
        "+ image-time-malformed image/overlay2/imagedb/metadata/sha256/MID/lastUpdated a date and time→x"
      ],
      findings: [
        "note image-metadata-odd image/overlay2/imagedb/metadata/sha256/MID/lastUpdated image-time-malformed"
      ]
    ) {
      try $0.write("\($0.images)/imagedb/metadata/sha256/\(F.mid)/lastUpdated", "x")
    },
    .init(
      89, "something remembered of an image that is gone",
      changes: [
        "+ image-metadata image/overlay2/imagedb/metadata/sha256/WEB"
      ],
      findings: [
        "note image-metadata-left image/overlay2/imagedb/metadata/sha256/WEB"
      ]
    ) {
      try $0.write("\($0.images)/imagedb/metadata/sha256/\(F.container)/parent", "x")
    },
    .init(
      87, "a stale entry of the download cache",
      changes: [],
      findings: []
    ) {
      try $0.write(
        "\($0.images)/distribution/diffid-by-digest/sha256/\(F.container)", "sha256:\(F.app)")
    },
    .init(
      88, "garbage in the download cache",
      changes: [
        "+ distribution-malformed image/overlay2/distribution/v2metadata-by-diffid/sha256/BASE an array of digests→"
      ],
      findings: [
        "warning distribution-malformed image/overlay2/distribution/v2metadata-by-diffid/sha256/BASE distribution-malformed"
      ]
    ) {
      try $0.overwrite(
        "\($0.images)/distribution/v2metadata-by-diffid/sha256/\(F.diffs[0])", Array("[{}]".utf8))
    },
    .init(
      88, "one direction of the download cache",
      changes: [
        "+ distribution-one-way image/overlay2/distribution/v2metadata-by-diffid/sha256/BASE sha256:b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0 → sha256:BASE→nothing"
      ],
      findings: [
        "note distribution-one-way image/overlay2/distribution/v2metadata-by-diffid/sha256/BASE distribution-one-way"
      ]
    ) {
      try $0.remove(
        "\($0.images)/distribution/diffid-by-digest/sha256/\(String(repeating: "b0", count: 32))")
    },
  ]
}

import Foundation

/// What `layerdb` holds for a layer.
extension LayerDBCatalogue {
  static let metadata: [LayerDBCase] = [
    .init(
      1, "size is no number", expected: ["error layer-size-file-unusable 00d2c4b2d228"] + aboveMid,
      affects: midUsers
    ) {
      try $0.write($0.layer(Demo.mid) + "/size", "abc")
    },
    .init(
      2, "size empty", expected: ["error layer-size-file-unusable 00d2c4b2d228"] + aboveMid
    ) {
      try $0.write($0.layer(Demo.mid) + "/size", "")
    },
    .init(
      3, "size missing", expected: ["error layer-size-file-unusable 00d2c4b2d228"] + aboveMid
    ) {
      try $0.remove($0.layer(Demo.mid) + "/size")
    },
    .init(
      4, "size with a newline", expected: ["error layer-size-file-unusable 00d2c4b2d228"] + aboveMid
    ) {
      try $0.append($0.layer(Demo.mid) + "/size", "\n")
    },
    .init(
      5, "size wrong", expected: ["error layer-size-file-differs 00d2c4b2d228"], affects: midUsers
    ) {
      try $0.write($0.layer(Demo.mid) + "/size", "3055")
    },
    .init(
      5, "size wrong", .vfs, expected: ["error layer-size-file-differs 00d2c4b2d228"]
    ) {
      try $0.write($0.layer(Demo.mid) + "/size", "3055")
    },
    .init(
      5, "size of the base wrong", .vfs, expected: ["error layer-size-file-differs 16441d300724"]
    ) {
      try $0.write($0.layer(Demo.base) + "/size", "102409")
    },
    .init(
      6, "size negative", expected: ["error layer-size-file-absurd 00d2c4b2d228"]
    ) {
      try $0.write($0.layer(Demo.mid) + "/size", "-5")
    },
    .init(
      7, "diff with a newline",
      expected: ["note word-padded image/overlay2/layerdb/sha256/00d2c4b2d228/diff padded-word"]
    ) {
      try $0.append($0.layer(Demo.mid) + "/diff", "\n")
    },
    .init(
      8, "cache-id missing",
      expected: [
        "error cache-id-unusable 00d2c4b2d228",
        "note layer-ownership-unknown overlay2/d6e5d1e44fed",
      ] + aboveMid
    ) {
      try $0.remove($0.layer(Demo.mid) + "/cache-id")
    },
    .init(
      9, "cache-id of nothing",
      expected: [
        "error cache-id-of-nothing 00d2c4b2d228",
        "note layer-ownership-unknown overlay2/d6e5d1e44fed",
      ]
    ) {
      try $0.write($0.layer(Demo.mid) + "/cache-id", Demo.stranger)
    },
    .init(
      10, "cache-id is another layer's",
      expected: [
        "error cache-id-duplicate 00d2c4b2d228", "error cache-id-duplicate 479b1b7629b3",
        "note layer-ownership-unknown overlay2/d6e5d1e44fed",
      ], affects: midUsers
    ) {
      let other = try $0.cache(Demo.app)
      try $0.write($0.layer(Demo.mid) + "/cache-id", other)
    },
    .init(
      10, "cache-id is another layer's", .vfs,
      expected: [
        "error cache-id-duplicate 00d2c4b2d228", "error cache-id-duplicate 479b1b7629b3",
        "note layer-ownership-unknown vfs/dir/145e80e00f9d",
      ]
    ) {
      let other = try $0.cache(Demo.app)
      try $0.write($0.layer(Demo.mid) + "/cache-id", other)
    },
    .init(
      11, "cache-id leads out of the store",
      expected: [
        "error cache-id-traversal 00d2c4b2d228",
        "note layer-ownership-unknown overlay2/d6e5d1e44fed",
      ], affects: midUsers
    ) {
      try $0.write($0.layer(Demo.mid) + "/cache-id", "../x")
    },
    .init(
      12, "diff is another digest", expected: ["error layer-diff-id-differs 00d2c4b2d228"]
    ) {
      try $0.write($0.layer(Demo.mid) + "/diff", "sha256:" + Demo.stranger)
    },
    .init(
      13, "diff garbage", expected: ["error layer-diff-id-unusable 00d2c4b2d228"] + aboveMid
    ) {
      try $0.write($0.layer(Demo.mid) + "/diff", "garbage")
    },
    .init(
      14, "parent missing", expected: ["error layer-parent-differs 00d2c4b2d228"]
    ) {
      try $0.remove($0.layer(Demo.mid) + "/parent")
    },
    .init(
      15, "parent unknown", expected: ["error layer-parent-unknown 00d2c4b2d228"] + aboveMid
    ) {
      try $0.write($0.layer(Demo.mid) + "/parent", "sha256:" + Demo.stranger)
    },
    .init(
      16, "parent is the layer itself",
      expected: ["error layer-parent-loop 00d2c4b2d228"] + aboveMid, affects: midUsers
    ) {
      try $0.write($0.layer(Demo.mid) + "/parent", "sha256:" + Demo.mid)
    },
    .init(
      16, "two layers are each other's parents",
      expected: [
        "error layer-parent-loop 00d2c4b2d228", "error layer-parent-loop 16441d300724",
        "note container-layer-unloadable 7372daf8c599", "note image-layer-unloadable 02769e4bc823",
        "note image-layer-unloadable 5950e7f92488", "note image-layer-unloadable fd6213bff577",
        "note layer-above-unloadable 31883fe9da65", "note layer-above-unloadable 774189d919c3",
        "note layer-above-unloadable 78411fec97ca", "note layer-above-unloadable a2c160f547c4",
      ] + aboveMid
    ) {
      try $0.create($0.layer(Demo.base) + "/parent", "sha256:" + Demo.mid)
    },
    .init(
      17, "parent is another layer", expected: ["error layer-parent-differs 00d2c4b2d228"]
    ) {
      try $0.write($0.layer(Demo.mid) + "/parent", "sha256:" + Demo.other)
    },
    .init(
      18, "entry deleted",
      expected: [
        "error layer-entry-missing 00d2c4b2d228",
        "note layer-ownership-unknown overlay2/d6e5d1e44fed",
      ] + aboveMissingMid, affects: midUsers
    ) {
      try $0.remove($0.layer(Demo.mid))
    },
    .init(
      19, "entry renamed",
      expected: [
        "error chain-id-mismatch abababababab", "error layer-entry-missing 00d2c4b2d228",
        "note layer-ownership-unknown image/overlay2/layerdb/sha256/abababababab",
      ] + aboveMissingMid
    ) {
      try $0.move($0.layer(Demo.mid), $0.layer(Demo.stranger))
    },
    .init(
      20, "tar-split truncated",
      expected: [
        "error tar-split-file-malformed image/overlay2/layerdb/sha256/00d2c4b2d228/tar-split.json.gz malformed"
      ]
    ) {
      try $0.truncate($0.layer(Demo.mid) + Demo.tarSplit, to: 300)
    },
    .init(
      21, "tar-split without its magic",
      expected: [
        "error tar-split-file-malformed image/overlay2/layerdb/sha256/00d2c4b2d228/tar-split.json.gz malformed"
      ]
    ) {
      try $0.flipBit($0.layer(Demo.mid) + Demo.tarSplit, at: 0)
    },
    .init(
      22, "tar-split's own checksum flipped",
      expected: [
        "warning tar-split-file-odd image/overlay2/layerdb/sha256/00d2c4b2d228/tar-split.json.gz malformed"
      ]
    ) {
      let path = $0.layer(Demo.mid) + Demo.tarSplit
      try $0.flipBit(path, at: try $0.read(path).count - 6)
    },
    .init(
      22, "one bit of tar-split flipped",
      expected: [
        "error tar-split-file-malformed image/overlay2/layerdb/sha256/00d2c4b2d228/tar-split.json.gz malformed"
      ]
    ) {
      let path = $0.layer(Demo.mid) + Demo.tarSplit
      try $0.flipBit(path, at: try $0.read(path).count / 2)
    },
    .init(
      23, "tar-split missing", expected: ["error tar-split-file-missing 00d2c4b2d228"]
    ) {
      try $0.remove($0.layer(Demo.mid) + Demo.tarSplit)
    },
    .init(
      24, "last entry of tar-split dropped", expected: ["error layer-digest-differs 00d2c4b2d228"],
      affects: midUsers
    ) {
      try $0.rewriteTarSplit(Demo.mid, "sed '$d'")
    },
    .init(
      25, "positions of tar-split wrong",
      expected: [
        "warning tar-split-file-odd image/overlay2/layerdb/sha256/00d2c4b2d228/tar-split.json.gz malformed"
      ]
    ) {
      try $0.rewriteTarSplit(Demo.mid, "sed 's/\"position\":3}/\"position\":77}/'")
    },
    .init(
      100, "a chain of more layers than Docker takes",
      expected: [
        "error lower-too-long 006a9d8bc6f1", "error lower-too-long 5d065df05678",
        "warning registered-chain-too-deep 73b828e060d6",
      ]
    ) {
      try $0.addEmptyLayers(130)
    },
    .init(
      102, "all words of a layer empty after power loss",
      expected: [
        "error cache-id-unusable 00d2c4b2d228", "error layer-diff-id-unusable 00d2c4b2d228",
        "error layer-size-file-unusable 00d2c4b2d228", "error parent-file-unusable 00d2c4b2d228",
        "note layer-ownership-unknown overlay2/d6e5d1e44fed",
      ] + aboveMid
    ) {
      for name in ["size", "diff", "cache-id", "parent"] {
        try $0.write($0.layer(Demo.mid) + "/" + name, "")
      }
      try $0.write($0.layer(Demo.mid) + Demo.tarSplit, "")
    },
    .init(
      107, "tar-split that inflates to 200 megabytes",
      expected: [
        "error tar-split-file-malformed image/overlay2/layerdb/sha256/00d2c4b2d228/tar-split.json.gz malformed"
      ]
    ) {
      try $0.rewriteTarSplit(Demo.mid, "head -c 200M /dev/zero")
    },
    .init(
      108, "tar-split names a file outside",
      expected: [
        "error tar-split-file-malformed image/overlay2/layerdb/sha256/00d2c4b2d228/tar-split.json.gz malformed"
      ]
    ) {
      try $0.rewriteTarSplit(Demo.mid, "sed 's|\"data/chmodme\"|\"../../../../../etc/hostname\"|'")
    },
    .init(
      108, "tar-split names what no file can be called",
      expected: [
        "error tar-split-file-malformed image/overlay2/layerdb/sha256/00d2c4b2d228/tar-split.json.gz malformed"
      ]
    ) {
      try $0.rewriteTarSplit(Demo.mid, "sed 's|\"data/chmodme\"|\"data/ch\\\\u0000mod\"|'")
    },
    .init(
      108, "tar-split names a path of 5000 bytes",
      expected: [
        "error tar-split-file-malformed image/overlay2/layerdb/sha256/00d2c4b2d228/tar-split.json.gz malformed"
      ]
    ) {
      try $0.rewriteTarSplit(
        Demo.mid, "sed 's|\"data/chmodme\"|\"\(String(repeating: "n", count: 5_000))\"|'")
    },
  ]
}

import Foundation

/// The directories of layers, and what overlay mounts them by.
extension StorageCatalogue {
  static let directories: [StorageCase] = [
    .init(
      "D01", "a base layer without its files",
      expected: ["error layer-diff-missing 7311b6440d89"]
    ) { try $0.remove($0.files(Stored.base)) },
    .init(
      "D02", "a top layer without its files",
      expected: ["error layer-diff-missing c12f7ea8a35c"]
    ) { try $0.remove($0.files(Stored.app)) },
    .init(
      "D03", "a layer whose files are all gone",
      expected: [
        "error file-missing 6ae380980805 etc",
        "error file-missing 6ae380980805 opt",
        "note entries-left-out 6ae380980805",
      ]
    ) {
      try $0.remove($0.files(Stored.addition))
      try $0.makeDirectory($0.files(Stored.addition))
      try $0.setMode($0.files(Stored.addition), 0o555)
    },
    .init(
      "D04", "an empty layer without its directory of files",
      expected: ["error layer-diff-missing 4aa138c9d47d"]
    ) {
      try $0.remove($0.files(Stored.empty))
    },
    .init(
      "D05", "a top layer without its directory",
      expected: ["error layer-diff-missing c12f7ea8a35c"],
      affects: Stored.appNames + ["c1"]
    ) { try $0.remove($0.entry(Stored.app)) },
    .init(
      "D06", "a base layer without its directory",
      expected: ["error layer-diff-missing 7311b6440d89"]
    ) { try $0.remove($0.entry(Stored.base)) },
    .init(
      "D07", "a file in the place of a layer's files",
      expected: ["error layer-diff-wrong-kind 539ee989b0bc"]
    ) {
      try $0.remove($0.files(Stored.built))
      try $0.create($0.files(Stored.built), "x")
    },
    .init(
      "D08", "a link in the place of a layer's files",
      expected: ["error layer-diff-wrong-kind 9d7c145ffea3"]
    ) {
      try $0.remove($0.files(Stored.misc))
      try $0.link($0.files(Stored.misc), to: "../\(Stored.built)/diff")
    },
    .init(
      "D19", "a layer without work",
      expected: ["note layer-mount-place-missing overlay/6ae380980805/work work-missing"]
    ) { try $0.remove($0.entry(Stored.addition) + "/work") },
    .init(
      "D19", "a container without work",
      expected: [
        "error container-work-missing overlay/8074cc93a211/work container-work-missing"
      ], affects: ["c1"]
    ) { try $0.remove($0.entry(Stored.first) + "/work") },
    .init(
      "D20", "a layer without merged",
      expected: [
        "note layer-mount-place-missing overlay/6ae380980805/merged merged-missing"
      ]
    ) {
      try $0.remove($0.entry(Stored.addition) + "/merged")
    },
    .init(
      "D21", "a layer's directory without a record",
      expected: ["warning layer-directory-unrecorded overlay/abababababab"]
    ) {
      try $0.create(
        $0.entry(Stored.stranger) + "/diff/big", String(repeating: "x", count: 50_000))
      try $0.create($0.entry(Stored.stranger) + "/link", Stored.link)
      try $0.link("overlay/l/\(Stored.link)", to: "../\(Stored.stranger)/diff")
    },
    .init(
      "D22", "a stray directory among the layers",
      expected: ["note stray-file overlay/strange"]
    ) { try $0.create("overlay/strange/file") },
    .init(
      "D23", "a deletion that was never finished",
      expected: ["warning unfinished-remains overlay/tempdirs/temp-dir-1"]
    ) {
      try $0.create(
        "overlay/tempdirs/temp-dir-1/0-\(Stored.stranger)/file",
        String(repeating: "x", count: 50_000))
      try $0.create("overlay/tempdirs/lock-1")
    },
    .init(
      "D24", "a pull that was never finished",
      expected: ["warning unfinished-remains overlay/staging/123"]
    ) {
      try $0.create("overlay/staging/123/dir/file", String(repeating: "x", count: 50_000))
      try $0.create("overlay/staging/123/staging.lock")
    },
    .init(
      "D25", "a stray file among the layers",
      expected: ["note stray-file overlay/strange"]
    ) { try $0.create("overlay/strange") },
  ]

  static let links: [StorageCase] = [
    .init(
      "D09", "a base layer without its short name",
      expected: ["warning layer-link-unusable 7311b6440d89"]
    ) {
      try $0.remove($0.entry(Stored.base) + "/link")
    },
    .init(
      "D10", "another short name",
      expected: ["warning layer-link-missing 7311b6440d89"]
    ) {
      try $0.write($0.entry(Stored.base) + "/link", Stored.link)
    },
    .init(
      "D11", "a short link removed",
      expected: ["warning layer-link-missing 7311b6440d89"]
    ) { try $0.remove($0.shortLink(Stored.base)) },
    .init(
      "D12", "a short link that leads to another layer",
      expected: ["error layer-link-astray 7311b6440d89"]
    ) {
      let path = try $0.shortLink(Stored.base)
      try $0.remove(path)
      try $0.link(path, to: "../\(Stored.built)/diff")
    },
    .init(
      "D13", "all short links removed",
      expected: ["warning links-lost overlay/l links-lost"]
    ) { try $0.remove("overlay/l") },
    .init(
      "D14", "a short link to nothing",
      expected: ["note link-unused overlay/l/AAAAAAAAAAAAAAAAAAAAAAAAAA"]
    ) {
      try $0.link("overlay/l/\(Stored.link)", to: "../\(Stored.stranger)/diff")
    },
    .init(
      "D15", "a layer without its lower",
      expected: ["error layer-lower-differs 6ae380980805"]
    ) {
      try $0.remove($0.entry(Stored.addition) + "/lower")
    },
    .init(
      "D16", "a lower without the base layer",
      expected: ["error layer-lower-differs c12f7ea8a35c"]
    ) { store in
      let path = store.entry(Stored.app) + "/lower"
      let names = try store.text(path).split(separator: ":")
      try store.write(path, names.dropLast().joined(separator: ":"))
    },
    .init(
      "D17", "a lower in another order",
      expected: ["error layer-lower-differs c12f7ea8a35c"]
    ) { store in
      let path = store.entry(Stored.app) + "/lower"
      try store.write(
        path, try store.text(path).split(separator: ":").reversed().joined(separator: ":"))
    },
    .init(
      "D18", "a lower that names another layer, too",
      expected: ["error layer-lower-differs c12f7ea8a35c"]
    ) {
      let name = try $0.shortName(Stored.built)
      try $0.append($0.entry(Stored.app) + "/lower", ":l/\(name)")
    },
  ]

  static let tarSplits: [StorageCase] = [
    .init(
      "E01", "a tar-split removed",
      expected: ["error layer-tar-split-missing 6ae380980805"]
    ) { try $0.remove($0.tarSplit(Stored.addition)) },
    .init(
      "E02", "a tar-split cut short",
      expected: [
        "error layer-tar-split-malformed overlay-layers/6ae380980805.tar-split.gz malformed"
      ]
    ) { store in
      let path = store.tarSplit(Stored.addition)
      try store.truncate(path, to: try store.read(path).count / 2)
    },
    .init(
      "E03", "a tar-split without bytes",
      expected: [
        "error layer-tar-split-malformed overlay-layers/6ae380980805.tar-split.gz malformed"
      ]
    ) { try $0.write($0.tarSplit(Stored.addition), "") },
    .init(
      "E04", "one bit of a tar-split flipped",
      expected: [
        "error layer-tar-split-malformed overlay-layers/6ae380980805.tar-split.gz malformed"
      ]
    ) { store in
      let path = store.tarSplit(Stored.addition)
      try store.flipBit(path, at: try store.read(path).count / 2)
    },
    .init(
      "E05", "a tar-split of another layer",
      expected: ["error tar-split-of-other-layer 6ae380980805"]
    ) {
      try $0.write($0.tarSplit(Stored.addition), try $0.read($0.tarSplit(Stored.built)))
    },
    .init(
      "E06", "another checksum of one file in a tar-split",
      expected: [
        "warning layer-tar-split-odd overlay-layers/6ae380980805.tar-split.gz malformed"
      ]
    ) {
      try $0.editTarSplit(Stored.addition) { records in
        for place in records.indices
        where records[place]["name"] as? String == "opt/app/data/d00.bin" {
          records[place]["payload"] = "AAAAAAAAAAA="
        }
      }
    },
    .init(
      "E07", "a tar-split without the end of the tar",
      expected: ["error layer-digest-differs 6ae380980805"]
    ) {
      try $0.editTarSplit(Stored.addition) { $0.removeLast() }
    },
    .init(
      "E08", "a tar-split of nothing",
      expected: ["warning layer-data-left overlay-layers/abababababab.tar-split.gz"]
    ) {
      try $0.copy($0.tarSplit(Stored.built), $0.tarSplit(Stored.stranger))
    },
    .init(
      "E09", "another owner of one file in a tar-split",
      expected: [
        "error layer-digest-differs 6ae380980805",
        "warning file-metadata-differs 6ae380980805 opt/app/conf/a.conf",
        "warning layer-owner-list-differs 6ae380980805",
      ]
    ) {
      try $0.setOwnerInTar(Stored.addition, "opt/app/conf/a.conf", octal: "0002322")
    },
  ]
}

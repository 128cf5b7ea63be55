import Foundation

/// How layers find one another and their files.
extension LayerDBCatalogue {
  static let links: [LayerDBCase] = [
    .init(
      26, "lower names a link that is gone", expected: ["error lower-differs 479b1b7629b3"]
    ) {
      try $0.write($0.lower(Demo.app), "l/AAAAAAAAAAAAAAAAAAAAAAAAAA:l/BBBBBBBBBBBBBBBBBBBBBBBBBB")
    },
    .init(
      27, "lower empty", expected: ["error lower-unusable 00d2c4b2d228"], affects: midUsers
    ) {
      try $0.write($0.lower(Demo.mid), "")
    },
    .init(
      28, "lower missing", expected: ["error lower-differs 00d2c4b2d228"]
    ) {
      try $0.remove($0.lower(Demo.mid))
    },
    .init(
      29, "lower in the wrong order", expected: ["error lower-differs 479b1b7629b3"]
    ) {
      let names = String(decoding: try $0.read($0.lower(Demo.app)), as: UTF8.self)
      try $0.write(
        $0.lower(Demo.app), names.split(separator: ":").reversed().joined(separator: ":"))
    },
    .init(
      30, "link removed", expected: ["error link-target-missing 00d2c4b2d228"], affects: midUsers
    ) {
      try $0.remove(try $0.link(Demo.mid))
    },
    .init(
      31, "link leads to another layer", expected: ["error link-elsewhere 00d2c4b2d228"]
    ) {
      let link = try $0.link(Demo.mid)
      try $0.remove(link)
      try $0.link(link, to: "../\(try $0.cache(Demo.app))/diff")
    },
    .init(
      32, "link that leads nowhere",
      expected: ["note orphan-link overlay2/l/AAAAAAAAAAAAAAAAAAAAAAAAAA"]
    ) {
      try $0.link("overlay2/l/\(Demo.link)", to: "../\(Demo.stranger)/diff")
    },
    .init(
      33, "link file empty", expected: ["error link-file-unusable 00d2c4b2d228"]
    ) {
      try $0.write(try $0.home(Demo.mid) + "/link", "")
    },
    .init(
      34, "link file missing", expected: ["error link-file-unusable 00d2c4b2d228"]
    ) {
      try $0.remove(try $0.home(Demo.mid) + "/link")
    },
    .init(
      35, "committed removed"
    ) {
      try $0.remove(try $0.home(Demo.mid) + "/committed")
    },
    .init(
      36, "work removed", expected: ["note work-missing overlay2/d6e5d1e44fed/work work-missing"]
    ) {
      try $0.remove(try $0.home(Demo.mid) + "/work")
    },
    .init(
      36, "work of a container removed",
      expected: [
        "error container-work-missing overlay2/4e25419258a0/work container-work-missing"
      ], affects: ["ran1"]
    ) {
      try $0.remove("overlay2/\(Demo.ranMount)/work")
    },
    .init(
      36, "a FIFO in the place of a container's work",
      expected: [
        "error container-work-missing overlay2/4e25419258a0/work container-work-missing"
      ]
    ) {
      let work = "overlay2/\(Demo.ranMount)/work"
      try $0.remove(work)
      try $0.makeFIFO(work)
    },
    .init(
      98, "two layers with one link", expected: ["error link-duplicate 479b1b7629b3"]
    ) {
      let name = try $0.read(try $0.home(Demo.mid) + "/link")
      try $0.write(try $0.home(Demo.app) + "/link", name)
    },
    .init(
      98, "two links to one layer",
      expected: ["note orphan-link overlay2/l/AAAAAAAAAAAAAAAAAAAAAAAAAA"]
    ) {
      try $0.link("overlay2/l/\(Demo.link)", to: "../\(try $0.cache(Demo.mid))/diff")
    },
    .init(
      99, "lower with more layers than overlay2 takes",
      expected: ["error lower-too-long 00d2c4b2d228"]
    ) {
      let name = String(decoding: try $0.read($0.lower(Demo.mid)), as: UTF8.self)
      try $0.write($0.lower(Demo.mid), Array(repeating: name, count: 130).joined(separator: ":"))
    },
    .init(
      101, "diff is a symlink", expected: ["error layer-directory-wrong-kind 00d2c4b2d228"]
    ) {
      let diff = try $0.diff(Demo.mid)
      try $0.move(diff, "moved-away")
      try $0.link(diff, to: "../../moved-away")
    },
    .init(
      101, "cache directory is a symlink",
      expected: [
        "error layer-directory-wrong-kind 00d2c4b2d228",
        "warning read-problem overlay2/d6e5d1e44fed/link unreadable",
        "warning scan-incomplete docker-layerdb/overlay2:ROOT",
      ]
    ) {
      let home = try $0.home(Demo.mid)
      try $0.move(home, "moved-away")
      try $0.link(home, to: "../moved-away")
    },
    .init(
      101, "cache directory is a symlink", .vfs,
      expected: ["error layer-directory-wrong-kind 00d2c4b2d228"]
    ) {
      let home = try $0.home(Demo.mid)
      try $0.move(home, "moved-away")
      try $0.link(home, to: "../../moved-away")
    },
    .init(
      101, "cache-id is a symlink",
      expected: [
        "error cache-id-unusable 00d2c4b2d228",
        "note layer-ownership-unknown overlay2/d6e5d1e44fed",
      ] + aboveMid
    ) {
      try $0.remove($0.layer(Demo.mid) + "/cache-id")
      try $0.link($0.layer(Demo.mid) + "/cache-id", to: "/etc/hostname")
    },
    .init(
      101, "layerdb entry is a symlink",
      expected: [
        "error layer-entry-wrong-kind 00d2c4b2d228",
        "note layer-ownership-unknown overlay2/d6e5d1e44fed",
      ] + aboveMid
    ) {
      try $0.move($0.layer(Demo.mid), "moved-away")
      try $0.link($0.layer(Demo.mid), to: "../../../../moved-away")
    },
    .init(
      103, "files left where nothing is mounted",
      expected: ["warning stray-mount-content overlay2/4e25419258a0/merged"]
    ) {
      try $0.create("overlay2/\(Demo.ranMount)/merged/lost", "data")
    },
    .init(
      103, "empty mount point left by a crash"
    ) {
      try $0.makeDirectory("overlay2/\(Demo.ranMount)/merged")
    },
    .init(
      109, "name that is no text", expected: ["note stray-file overlay2/bad-\\xff"]
    ) {
      try $0.makeUnreadableName(in: "overlay2")
    },
  ]
}

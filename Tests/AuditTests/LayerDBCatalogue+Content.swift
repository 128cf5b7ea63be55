import Foundation
import Glibc

/// The content of layers.
extension LayerDBCatalogue {
  static let content: [LayerDBCase] = [
    .init(
      37, "one bit flipped", expected: ["error file-content-differs 479b1b7629b3 app/data.bin"],
      affects: appUsers
    ) {
      try $0.flipBit(try $0.diff(Demo.app) + "/app/data.bin", at: 100)
    },
    .init(
      37, "one bit flipped", .vfs,
      expected: ["error file-content-differs 479b1b7629b3 app/data.bin"],
      affects: appUsers
    ) {
      try $0.flipBit(try $0.diff(Demo.app) + "/app/data.bin", at: 100)
    },
    .init(
      37, "one bit flipped in a build step",
      expected: ["error file-content-differs 6431c027a267 final/b/f2"]
    ) {
      try $0.flipBit(try $0.diff(Demo.built) + "/final/b/f2", at: 0)
    },
    .init(
      38, "file truncated",
      expected: [
        "error file-size-differs 479b1b7629b3 app/data.bin",
        "note file-timestamp-differs 479b1b7629b3 app/data.bin",
      ]
    ) {
      try $0.truncate(try $0.diff(Demo.app) + "/app/data.bin", to: 100)
    },
    .init(
      39, "file grown",
      expected: [
        "error file-size-differs 479b1b7629b3 app/data.bin",
        "note file-timestamp-differs 479b1b7629b3 app/data.bin",
      ]
    ) {
      try $0.append(try $0.diff(Demo.app) + "/app/data.bin", "more")
    },
    .init(
      40, "file missing", expected: ["error file-missing 479b1b7629b3 app/data.bin"]
    ) {
      try $0.remove(try $0.diff(Demo.app) + "/app/data.bin")
    },
    .init(
      40, "file missing", .vfs, expected: ["error file-missing 479b1b7629b3 app/data.bin"]
    ) {
      try $0.remove(try $0.diff(Demo.app) + "/app/data.bin")
    },
    .init(
      41, "file missing that a lower layer has, too",
      expected: ["error file-missing 00d2c4b2d228 data/chmodme"]
    ) {
      try $0.remove(try $0.diff(Demo.mid) + "/data/chmodme")
    },
    .init(
      42, "file added", expected: ["error file-unexpected 00d2c4b2d228 data/extra"]
    ) {
      try $0.create(try $0.diff(Demo.mid) + "/data/extra", "x", mode: 0o644)
    },
    .init(
      42, "file added", .vfs, expected: ["error file-unexpected 00d2c4b2d228 data/extra"]
    ) {
      try $0.create(try $0.diff(Demo.mid) + "/data/extra", "x", mode: 0o644)
    },
    .init(
      42, "empty directory added", expected: ["error file-unexpected 00d2c4b2d228 data/extra"]
    ) {
      try $0.makeDirectory(try $0.diff(Demo.mid) + "/data/extra")
    },
    .init(
      42, "symlink added", expected: ["error file-unexpected 00d2c4b2d228 data/extra"]
    ) {
      try $0.link(try $0.diff(Demo.mid) + "/data/extra", to: "/etc/shadow")
    },
    .init(
      43, "empty file missing", expected: ["error file-missing 16441d300724 etc/empty.conf"]
    ) {
      try $0.remove(try $0.diff(Demo.base) + "/etc/empty.conf")
    },
    .init(
      44, "symlink missing", expected: ["error file-missing 16441d300724 etc/dangling"]
    ) {
      try $0.remove(try $0.diff(Demo.base) + "/etc/dangling")
    },
    .init(
      58, "diff removed", expected: ["error layer-directory-missing 00d2c4b2d228"],
      affects: midUsers
    ) {
      try $0.remove(try $0.diff(Demo.mid))
    },
    .init(
      58, "diff emptied",
      expected: ["error file-missing 479b1b7629b3 app", "note entries-left-out 479b1b7629b3"]
    ) {
      try $0.remove(try $0.diff(Demo.app))
      try $0.makeDirectory(try $0.diff(Demo.app))
    },
    .init(
      59, "cache directory removed", expected: ["error layer-directory-missing 00d2c4b2d228"]
    ) {
      try $0.remove(try $0.home(Demo.mid))
    },
    .init(
      59, "cache directory removed", .vfs, expected: ["error layer-directory-missing 00d2c4b2d228"]
    ) {
      try $0.remove(try $0.home(Demo.mid))
    },
    .init(
      102, "a file full of NUL bytes",
      expected: [
        "error file-content-differs 479b1b7629b3 app/data.bin",
        "note file-timestamp-differs 479b1b7629b3 app/data.bin",
      ]
    ) {
      let path = try $0.diff(Demo.app) + "/app/data.bin"
      try $0.write(path, Data(count: try $0.read(path).count))
    },
    .init(
      102, "all files of a layer empty",
      expected: [
        "error file-size-differs 6431c027a267 final/b/f1",
        "error file-size-differs 6431c027a267 final/b/f2",
        "error file-size-differs 6431c027a267 final/b/f3",
        "note file-timestamp-differs 6431c027a267 final/b/f1",
        "note file-timestamp-differs 6431c027a267 final/b/f2",
        "note file-timestamp-differs 6431c027a267 final/b/f3",
      ]
    ) {
      try $0.emptyFiles(try $0.diff(Demo.built))
    },
  ]
}

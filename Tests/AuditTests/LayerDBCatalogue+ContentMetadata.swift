import Foundation
import Glibc

/// What files, links and devices of layers are beside their content.
extension LayerDBCatalogue {
  static let metadataOfFiles: [LayerDBCase] = [
    .init(
      45, "symlink with another target",
      expected: ["error file-target-differs 16441d300724 etc/dangling"]
    ) {
      let path = try $0.diff(Demo.base) + "/etc/dangling"
      try $0.remove(path)
      try $0.link(path, to: "/elsewhere/now")
    },
    .init(
      46, "empty directory missing", expected: ["error file-missing 16441d300724 sys"]
    ) {
      try $0.remove(try $0.diff(Demo.base) + "/sys")
    },
    .init(
      47, "file made setuid", expected: ["error file-privileges-differ 16441d300724 bin/hello"]
    ) {
      try $0.setMode(try $0.diff(Demo.base) + "/bin/hello", 0o4755)
    },
    .init(
      47, "file made setuid", .vfs,
      expected: ["error file-privileges-differ 16441d300724 bin/hello"]
    ) {
      try $0.setMode(try $0.diff(Demo.base) + "/bin/hello", 0o4755)
    },
    .init(
      47, "directory made world-writable",
      expected: ["warning file-metadata-differs 00d2c4b2d228 data"]
    ) {
      try $0.setMode(try $0.diff(Demo.mid) + "/data", 0o777)
    },
    .init(
      48, "owner changed", expected: ["warning file-metadata-differs 00d2c4b2d228 data/replace"]
    ) {
      try $0.setOwner(try $0.diff(Demo.mid) + "/data/replace", 1_000, 1_000)
    },
    .init(
      48, "owner of the whole layer shifted",
      expected: [
        "warning file-metadata-differs 00d2c4b2d228 data",
        "warning file-metadata-differs 00d2c4b2d228 data/chmodme",
        "warning file-metadata-differs 00d2c4b2d228 data/dir2file",
        "warning file-metadata-differs 00d2c4b2d228 data/file2dir",
        "warning file-metadata-differs 00d2c4b2d228 data/file2dir/in",
        "warning file-metadata-differs 00d2c4b2d228 data/opaque",
        "warning file-metadata-differs 00d2c4b2d228 data/opaque/new",
        "warning file-metadata-differs 00d2c4b2d228 data/replace",
        "warning file-metadata-differs 00d2c4b2d228 srv",
        "warning file-metadata-differs 00d2c4b2d228 srv/h1",
        "warning file-metadata-differs 00d2c4b2d228 srv/withxattr2",
        "warning file-metadata-differs 00d2c4b2d228 srv/xdir",
      ]
    ) {
      try $0.shiftOwners(try $0.diff(Demo.mid), by: 100_000)
    },
    .init(
      49, "time changed", expected: ["note file-timestamp-differs 00d2c4b2d228 data/replace"]
    ) {
      try $0.setTime(try $0.diff(Demo.mid) + "/data/replace", 1_000_000_000)
    },
    .init(
      50, "capability lost", expected: ["error file-privileges-differ 16441d300724 bin/capped"]
    ) {
      try $0.removeAttribute(try $0.diff(Demo.base) + "/bin/capped", "security.capability")
    },
    .init(
      50, "attribute of a user lost",
      expected: ["warning file-metadata-differs 16441d300724 etc/withxattr"]
    ) {
      try $0.removeAttribute(try $0.diff(Demo.base) + "/etc/withxattr", "user.comment")
    },
    .init(
      50, "capability added", expected: ["error file-privileges-differ 16441d300724 bin/hello"]
    ) {
      let source = try $0.diff(Demo.base) + "/bin/"
      try $0.copyAttribute("security.capability", from: source + "capped", to: source + "hello")
    },
    .init(
      51, "hard link became a copy", expected: ["warning file-metadata-differs 00d2c4b2d228 srv/h1"]
    ) {
      let path = try $0.diff(Demo.mid) + "/srv/h1"
      try $0.splitHardLink(path)
    },
    .init(
      52, "hard link became another file",
      expected: ["error file-content-differs 00d2c4b2d228 srv/h1"]
    ) {
      let path = try $0.diff(Demo.mid) + "/srv/h1"
      let size = try $0.read(path).count
      try $0.splitHardLink(path)
      try $0.write(path, String(repeating: "?", count: size))
    },
    .init(
      53, "whiteout removed", expected: ["error whiteout-missing 00d2c4b2d228 data/todelete"],
      affects: midUsers
    ) {
      try $0.remove(try $0.diff(Demo.mid) + "/data/todelete")
    },
    .init(
      53, "whiteout added", expected: ["error whiteout-extra 00d2c4b2d228 data/zeros"]
    ) {
      try $0.makeDevice(try $0.diff(Demo.mid) + "/data/zeros", S_IFCHR, 0, 0)
    },
    .init(
      53, "deleted file back", .vfs, expected: ["error file-unexpected 00d2c4b2d228 data/todelete"]
    ) {
      try $0.create(try $0.diff(Demo.mid) + "/data/todelete", "x", mode: 0o644)
    },
    .init(
      54, "opaque mark removed", expected: ["error opaque-missing 00d2c4b2d228 data/opaque"]
    ) {
      try $0.removeAttribute(try $0.diff(Demo.mid) + "/data/opaque", "trusted.overlay.opaque")
    },
    .init(
      54, "opaque mark added", expected: ["error opaque-extra 00d2c4b2d228 data"]
    ) {
      try $0.setAttribute(try $0.diff(Demo.mid) + "/data", "trusted.overlay.opaque", "y")
    },
    .init(
      55, "device renumbered", expected: ["error file-target-differs 16441d300724 dev/null"]
    ) {
      let path = try $0.diff(Demo.base) + "/dev/null"
      try $0.remove(path)
      try $0.makeDevice(path, S_IFCHR | 0o666, 1, 5)
    },
    .init(
      55, "device became a FIFO", expected: ["error file-kind-differs 16441d300724 dev/sda"]
    ) {
      let path = try $0.diff(Demo.base) + "/dev/sda"
      try $0.remove(path)
      try $0.makeFIFO(path)
    },
    .init(
      56, "file became a symlink to the same content outside",
      expected: ["error file-kind-differs 16441d300724 etc/passwd"]
    ) {
      let path = try $0.diff(Demo.base) + "/etc/passwd"
      try $0.move(path, "passwd")
      try $0.link(path, to: $0.url("passwd").path)
    },
    .init(
      57, "file became a FIFO", expected: ["error file-kind-differs 16441d300724 etc/passwd"],
      affects: [
        "127.0.0.1:5055/app:1", "3fb2365e3b7e", "5950e7f92488", "8344fbb0ae28", "bab88cb24ee5",
        "bdeedbe148b3", "d0f9c1140d8c", "demo/app:1", "demo/app:stable", "demo/base:1.0",
        "demo/base:latest", "demo/bk:1", "demo/classic:1", "demo/commit:1", "demo/commit:2",
        "demo/mid:1", "demo/other:2", "localhost:5000/mirror/base:v1", "created", "ran1", "ran2",
        "ran3", "ran4", "vol1",
      ]
    ) {
      let path = try $0.diff(Demo.base) + "/etc/passwd"
      try $0.remove(path)
      try $0.makeFIFO(path)
    },
    .init(
      57, "file became a socket", expected: ["error file-kind-differs 16441d300724 etc/passwd"]
    ) {
      let path = try $0.diff(Demo.base) + "/etc/passwd"
      try $0.remove(path)
      try $0.makeSocket(path)
    },
    .init(
      57, "file became a directory", expected: ["error file-kind-differs 16441d300724 etc/passwd"]
    ) {
      let path = try $0.diff(Demo.base) + "/etc/passwd"
      try $0.remove(path)
      try $0.makeDirectory(path)
    },
    .init(
      57, "directory became a symlink",
      expected: ["error file-kind-differs 16441d300724 etc", "note entries-left-out 16441d300724"]
    ) {
      let path = try $0.diff(Demo.base) + "/etc"
      try $0.move(path, "etc-moved")
      try $0.link(path, to: $0.url("etc-moved").path)
    },
  ]
}

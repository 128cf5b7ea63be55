import Foundation
import Glibc

/// What is called what in the store of Podman 4 on vfs.
enum StoredTree {
  static let base = "bf6f3984056a62cf6f1c50049179d88ba49c40f2a898fb676fdce010778e4531"
  /// On `base`, below the container `web`.
  static let app = "d913eea931bd585a9919a9b488fb8cb6b177c4169b0d1397d4cb292f21ee2502"
}

/// Layers that have all files of their chains; rows V01 to V09, and what no digest of a tar covers.
extension StorageCatalogue {
  static let wholeTrees: [StorageCase] = [
    .init(
      "V01", "one bit flipped in a base layer", .vfs,
      expected: ["error file-content-differs bf6f3984056a bin/tool"]
    ) {
      try $0.flipBit($0.files(StoredTree.base) + "/bin/tool", at: 100)
    },
    .init(
      "V02", "one bit flipped in a copy of a lower layer's file", .vfs,
      expected: ["error file-content-differs d913eea931bd bin/tool"],
      affects: ["localhost/app:1", "web"]
    ) {
      try $0.flipBit($0.files(StoredTree.app) + "/bin/tool", at: 100)
    },
    .init(
      "V03", "a copy of a lower layer's file removed", .vfs,
      expected: ["error file-missing d913eea931bd usr/lib/lib.so.1"]
    ) { store in
      let path = store.files(StoredTree.app) + "/usr/lib/lib.so.1"
      try store.keepingTimes(path) { try store.remove(path) }
    },
    .init(
      "V04", "one bit flipped in a layer's own file", .vfs,
      expected: ["error file-content-differs d913eea931bd opt/c.conf"]
    ) {
      try $0.flipBit($0.files(StoredTree.app) + "/opt/c.conf", at: 1)
    },
    .init(
      "V05", "a file added", .vfs,
      expected: ["error file-unexpected d913eea931bd opt/evil"]
    ) { store in
      let path = store.files(StoredTree.app) + "/opt/evil"
      try store.keepingTimes(path) { try store.create(path, "evil", mode: 0o755) }
    },
    .init(
      "V06", "a base layer without its directory", .vfs,
      expected: ["error layer-diff-missing bf6f3984056a"]
    ) {
      try $0.remove($0.files(StoredTree.base))
    },
    .init(
      "V07", "a top layer without its directory", .vfs,
      expected: ["error layer-diff-missing d913eea931bd"]
    ) {
      try $0.remove($0.files(StoredTree.app))
    },
    .init(
      "V08", "a layer's directory without a record", .vfs,
      expected: ["warning layer-directory-unrecorded vfs/dir/abababababab"]
    ) {
      try $0.create($0.files(Stored.stranger) + "/file", "x")
    },
    .init(
      "V09", "a stray file called like a whiteout", .vfs,
      expected: ["error file-unexpected d913eea931bd opt/.wh.x"]
    ) { store in
      let path = store.files(StoredTree.app) + "/opt/.wh.x"
      try store.keepingTimes(path) { try store.create(path, mode: 0o644) }
    },
  ]
}

import BundledStores
import Foundation

/// The files of layers.
extension StorageCatalogue {
  static let data = "/opt/app/data/d10.bin"

  static let content: [StorageCase] = [
    .init(
      "A01", "one bit flipped",
      expected: ["error file-content-differs 6ae380980805 opt/app/data/d10.bin"],
      affects: Stored.additionUsers
    ) {
      try $0.flipBit($0.files(Stored.addition) + data, at: 100)
    },
    .init(
      "A02", "one bit flipped of a file that an upper layer hides",
      expected: ["error file-content-differs 7311b6440d89 etc/passwd"],
      affects: Stored.baseUsers
    ) {
      try $0.flipBit($0.files(Stored.base) + "/etc/passwd", at: 10)
    },
    .init(
      "A03", "a file cut by one byte",
      expected: ["error file-size-differs 6ae380980805 opt/app/data/d10.bin"]
    ) { store in
      let path = store.files(Stored.addition) + data
      try store.keepingTimes(path) { try store.truncate(path, to: 329) }
    },
    .init(
      "A04", "a file that grew by one byte",
      expected: ["error file-size-differs 6ae380980805 opt/app/data/d10.bin"]
    ) { store in
      let path = store.files(Stored.addition) + data
      try store.keepingTimes(path) { try store.append(path, "x") }
    },
    .init(
      "A05", "a file full of NUL bytes",
      expected: ["error file-content-differs 7311b6440d89 usr/lib/libx.so.1"]
    ) { store in
      let path = store.files(Stored.base) + "/usr/lib/libx.so.1"
      try store.keepingTimes(path) { try store.write(path, Data(count: 70_000)) }
    },
    .init(
      "A06", "a file removed",
      expected: ["error file-missing 6ae380980805 opt/app/data/d10.bin"]
    ) { store in
      let path = store.files(Stored.addition) + data
      try store.keepingTimes(path) { try store.remove(path) }
    },
    .init(
      "A07", "a directory removed",
      expected: [
        "error file-missing 7311b6440d89 usr/share/doc/pkg04",
        "note entries-left-out 7311b6440d89",
      ]
    ) {
      try $0.remove($0.files(Stored.base) + "/usr/share/doc/pkg04")
    },
    .init(
      "A08", "an empty file removed",
      expected: ["error file-missing 7311b6440d89 var/lib/empty-file"]
    ) { store in
      let path = store.files(Stored.base) + "/var/lib/empty-file"
      try store.keepingTimes(path) { try store.remove(path) }
    },
    .init(
      "A09", "a file added",
      expected: ["error file-unexpected 6ae380980805 opt/app/data/evil"]
    ) { store in
      let path = store.files(Stored.addition) + "/opt/app/data/evil"
      try store.keepingTimes(path) { try store.create(path, "evil", mode: 0o755) }
    },
    .init(
      "A10", "an empty directory added",
      expected: ["error file-unexpected 6ae380980805 opt/evil"]
    ) { store in
      let path = store.files(Stored.addition) + "/opt/evil"
      try store.keepingTimes(path) { try store.makeDirectory(path) }
    },
    .init(
      "A11", "a file renamed",
      expected: [
        "error file-missing 6ae380980805 opt/app/data/d10.bin",
        "error file-unexpected 6ae380980805 opt/app/data/d10.bin.old",
      ]
    ) { store in
      let path = store.files(Stored.addition) + data
      try store.keepingTimes(path) { try store.move(path, path + ".old") }
    },
    .init(
      "A12", "two files that exchanged their content",
      expected: [
        "error file-content-differs 6ae380980805 opt/app/conf/a.conf",
        "error file-content-differs 6ae380980805 opt/app/conf/b.conf",
      ]
    ) { store in
      let folder = store.files(Stored.addition) + "/opt/app/conf/"
      let (first, second) = (try store.read(folder + "a.conf"), try store.read(folder + "b.conf"))
      try store.keepingTimes(folder + "a.conf") { try store.write(folder + "a.conf", second) }
      try store.keepingTimes(folder + "b.conf") { try store.write(folder + "b.conf", first) }
    },
    .init(
      "A13", "a file removed that a lower layer has otherwise",
      expected: ["error file-missing 6ae380980805 etc/passwd"]
    ) { store in
      let path = store.files(Stored.addition) + "/etc/passwd"
      try store.keepingTimes(path) { try store.remove(path) }
    },
    .init(
      "A14", "an empty file that grew",
      expected: ["error file-size-differs 7311b6440d89 var/lib/empty-file"]
    ) { store in
      let path = store.files(Stored.base) + "/var/lib/empty-file"
      try store.keepingTimes(path) { try store.append(path, "0123456789") }
    },
    .init(
      "A15", "a hole in the place of zeros, which is the same content",
      expected: ["note file-timestamp-differs c12f7ea8a35c special/zeros"]
    ) {
      try Command.run(
        "fallocate", "--dig-holes", $0.url($0.files(Stored.app) + "/special/zeros").path)
    },
  ]
}

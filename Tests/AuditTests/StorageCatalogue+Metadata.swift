import Foundation
import Glibc

/// Modes, owners, times and attributes of files.
extension StorageCatalogue {
  static let conf = "/opt/app/conf/a.conf"

  static let metadataOfFiles: [StorageCase] = [
    .init(
      "B01", "a mode of 600 for 644",
      expected: ["warning file-metadata-differs 6ae380980805 opt/app/conf/a.conf"]
    ) {
      try $0.setMode($0.files(Stored.addition) + conf, 0o600)
    },
    .init(
      "B02", "setuid lost",
      expected: ["error file-privileges-differ 7311b6440d89 usr/bin/su"]
    ) { try $0.setMode($0.files(Stored.base) + "/usr/bin/su", 0o755) },
    .init(
      "B03", "setuid gained",
      expected: ["error file-privileges-differ 7311b6440d89 usr/bin/tool07"],
      affects: Stored.baseUsers
    ) {
      try $0.setMode($0.files(Stored.base) + "/usr/bin/tool07", 0o4755)
    },
    .init(
      "B04", "sticky bit lost",
      expected: ["error file-privileges-differ 7311b6440d89 tmp"]
    ) { try $0.setMode($0.files(Stored.base) + "/tmp", 0o777) },
    .init(
      "B05", "another owner",
      expected: ["warning file-metadata-differs 6ae380980805 opt/app/conf/a.conf"]
    ) {
      try $0.setOwner($0.files(Stored.addition) + conf, 1234, 0)
    },
    .init(
      "B06", "a time one second later",
      expected: ["note file-timestamp-differs 6ae380980805 opt/app/conf/a.conf"]
    ) {
      try $0.addTime($0.files(Stored.addition) + conf, seconds: 1)
    },
    .init(
      "B07", "a time half a second later",
      expected: ["note file-timestamp-differs 6ae380980805 opt/app/conf/a.conf"]
    ) {
      try $0.addTime($0.files(Stored.addition) + conf, nanoseconds: 500_000_000)
    },
    .init(
      "B08", "an attribute changed",
      expected: ["warning file-metadata-differs c12f7ea8a35c special/xattr.txt"]
    ) {
      try $0.setAttribute($0.files(Stored.app) + "/special/xattr.txt", "user.note", "other")
    },
    .init(
      "B09", "an attribute added",
      expected: ["warning file-metadata-differs c12f7ea8a35c special/xattr.txt"]
    ) {
      try $0.setAttribute($0.files(Stored.app) + "/special/xattr.txt", "user.more", "other")
    },
    .init(
      "B10", "a capability removed",
      expected: ["error file-privileges-differ c12f7ea8a35c special/capfile"]
    ) {
      try $0.removeAttribute($0.files(Stored.app) + "/special/capfile", "security.capability")
    },
    .init(
      "B11", "a capability added",
      expected: ["error file-privileges-differ 7311b6440d89 usr/bin/tool07"]
    ) { store in
      try store.copyAttribute(
        "security.capability", from: store.files(Stored.app) + "/special/capfile",
        to: store.files(Stored.base) + "/usr/bin/tool07")
    },
    .init(
      "B12", "the root of a layer that only its owner may enter",
      expected: ["warning layer-root-differs overlay/6ae380980805/diff layer-root-differs"]
    ) {
      try $0.setMode($0.files(Stored.addition), 0o700)
    },
    .init(
      "B13", "another owner of a directory",
      expected: ["warning file-metadata-differs 7311b6440d89 var/lib"]
    ) {
      try $0.setOwner($0.files(Stored.base) + "/var/lib", 77, 77)
    },
  ]

  static let kinds: [StorageCase] = [
    .init(
      "C01", "a link that leads elsewhere, of the same time",
      expected: ["error file-target-differs 7311b6440d89 bin/sh"]
    ) { store in
      let path = store.files(Stored.base) + "/bin/sh"
      try store.keepingTimes(path) {
        try store.remove(path)
        try store.link(path, to: "../usr/bin/tool01")
      }
    },
    .init(
      "C02", "a link that leads elsewhere",
      expected: ["error file-target-differs 7311b6440d89 bin/sh"]
    ) { store in
      let path = store.files(Stored.base) + "/bin/sh"
      try store.remove(path)
      try store.link(path, to: "../usr/bin/tool01")
    },
    .init(
      "C03", "a file in the place of a link",
      expected: ["error file-kind-differs 7311b6440d89 bin/sh"]
    ) { store in
      let path = store.files(Stored.base) + "/bin/sh"
      try store.keepingTimes(path) {
        try store.remove(path)
        try store.create(path, "x", mode: 0o644)
      }
    },
    .init(
      "C04", "a link to the same content in the place of a file",
      expected: ["error file-kind-differs 7311b6440d89 usr/bin/tool07"]
    ) { store in
      let path = store.files(Stored.base) + "/usr/bin/tool07"
      try store.keepingTimes(path) {
        try store.move(path, "tool07")
        try store.link(path, to: store.url("tool07").path)
      }
    },
    .init(
      "C05", "a hard link that became a file of its own",
      expected: ["warning file-metadata-differs c12f7ea8a35c special/h2"]
    ) { store in
      let path = store.files(Stored.app) + "/special/h2"
      try store.keepingTimes(path) { try store.splitHardLink(path) }
    },
    .init(
      "C06", "a device of another number",
      expected: ["error file-target-differs c12f7ea8a35c dev/loop7"]
    ) { store in
      let path = store.files(Stored.app) + "/dev/loop7"
      try store.keepingTimes(path) {
        try store.remove(path)
        try store.makeDevice(path, S_IFBLK | 0o660, 8, 0)
        try store.setMode(path, 0o660)
      }
    },
    .init(
      "C07", "a device removed",
      expected: ["error file-missing c12f7ea8a35c dev/loop7"]
    ) { store in
      let path = store.files(Stored.app) + "/dev/loop7"
      try store.keepingTimes(path) { try store.remove(path) }
    },
    .init(
      "C08", "a file in the place of a FIFO",
      expected: ["error file-kind-differs c12f7ea8a35c dev/fifo"]
    ) { store in
      let path = store.files(Stored.app) + "/dev/fifo"
      try store.keepingTimes(path) {
        try store.remove(path)
        try store.create(path, mode: 0o644)
      }
    },
    .init(
      "C09", "a whiteout removed",
      expected: ["error whiteout-missing 0a4a79f74888 opt/app/conf/b.conf"]
    ) { store in
      let path = store.files(Stored.edit) + "/opt/app/conf/b.conf"
      try store.keepingTimes(path) { try store.remove(path) }
    },
    .init(
      "C10", "a whiteout of a lower file added",
      expected: ["error whiteout-extra 0a4a79f74888 opt/app/conf/a.conf"]
    ) { store in
      let path = store.files(Stored.edit) + conf
      try store.keepingTimes(path) { try store.makeDevice(path, S_IFCHR, 0, 0) }
    },
    .init(
      "C11", "a whiteout of nothing added",
      expected: ["note whiteout-of-nothing 0a4a79f74888 opt/app/conf/nowhere"]
    ) { store in
      let path = store.files(Stored.edit) + "/opt/app/conf/nowhere"
      try store.keepingTimes(path) { try store.makeDevice(path, S_IFCHR, 0, 0) }
    },
    .init(
      "C12", "an opaque directory that no longer is",
      expected: ["error opaque-missing 0a4a79f74888 opt/app/data/sub"]
    ) {
      try $0.removeAttribute(
        $0.files(Stored.edit) + "/opt/app/data/sub", "trusted.overlay.opaque")
    },
    .init(
      "C13", "a directory that became opaque",
      expected: ["error opaque-extra 0a4a79f74888 opt/app/conf"]
    ) {
      try $0.setAttribute($0.files(Stored.edit) + "/opt/app/conf", "trusted.overlay.opaque", "y")
    },
    .init(
      "C14", "a file in the place of a directory",
      expected: [
        "error file-kind-differs 6ae380980805 opt/app/data/sub",
        "note entries-left-out 6ae380980805",
      ]
    ) { store in
      let path = store.files(Stored.addition) + "/opt/app/data/sub"
      try store.keepingTimes(path) {
        try store.remove(path)
        try store.create(path, "x", mode: 0o644)
      }
    },
    .init(
      "C15", "a directory that overlay takes from elsewhere",
      expected: ["warning entry-kept-elsewhere 0a4a79f74888 opt/app/conf"]
    ) {
      try $0.setAttribute(
        $0.files(Stored.edit) + "/opt/app/conf", "trusted.overlay.redirect", "/etc")
    },
  ]
}

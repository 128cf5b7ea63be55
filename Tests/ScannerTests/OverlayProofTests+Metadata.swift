import Foundation
import Glibc

extension OverlayProofTests {
  static let metadata: [OverlayDamage] = [
    OverlayDamage(
      "a setuid bit", "metadata-differs d/file: mode 644 → mode 4644 .M.......",
      verdict: OverlayDamage.proven
    ) { try Disk.check(chmod($0("d/file"), 0o4644), "chmod", "d/file") },
    OverlayDamage(
      "another owner and group",
      "metadata-differs d/file: owner 5, group 0 → owner 6, group 7 .....UG..",
      verdict: OverlayDamage.proven
    ) { try Disk.check(lchown($0("d/file"), 6, 7), "chown", "d/file") },
    OverlayDamage(
      "a symlink with another target", "target-differs d/symlink: file → /etc ....L...."
    ) {
      try FileManager.default.removeItem(atPath: $0("d/symlink"))
      try Disk.check(symlink("/etc", $0("d/symlink")), "symlink", "d/symlink")
    },
    OverlayDamage(
      "a device with another number", "target-differs d/null: device 1:3 → device 1:5 ...D....."
    ) {
      try FileManager.default.removeItem(atPath: $0("d/null"))
      try Disk.makeDevice($0("d/null"), 1, 5)
      try Disk.check(chmod($0("d/null"), 0o644), "chmod", "d/null")
    },
    OverlayDamage(
      "an attribute that is gone",
      "metadata-differs d/attributes: trusted.note=0x6e → not there ........X",
      verdict: OverlayDamage.proven
    ) { try Disk.removeAttribute("trusted.note", $0("d/attributes")) },
    OverlayDamage(
      "an attribute with another value",
      "metadata-differs d/attributes: trusted.note=0x6e → trusted.note=0x6d ........X",
      verdict: OverlayDamage.proven
    ) { try Disk.setAttribute("trusted.note", "m", $0("d/attributes")) },
    OverlayDamage(
      "an attribute that was not there",
      "metadata-differs plain: not there → trusted.note=0x6e ........X",
      verdict: OverlayDamage.proven
    ) { try Disk.setAttribute("trusted.note", "n", $0("plain")) },
    OverlayDamage(
      "another mode of a file with two names",
      "metadata-differs d/second: mode 644 → mode 600 .M.......", verdict: OverlayDamage.proven
    ) { try Disk.check(chmod($0("d/first"), 0o600), "chmod", "d/first") },
    OverlayDamage(
      "another time of a file",
      "timestamp-differs d/file: 2001-09-09T01:46:40Z → 2001-09-09T01:46:41Z .......T.",
      verdict: OverlayDamage.proven
    ) { try Disk.setTime(1_000_000_001, $0("d/file")) },
    OverlayDamage(
      "another time of a directory that nothing was put into",
      "timestamp-differs plain: 2001-09-09T01:46:40Z → 2001-09-09T01:46:41Z .......T.",
      verdict: OverlayDamage.proven
    ) { try Disk.setTime(1_000_000_001, $0("plain")) },
    OverlayDamage(
      "another time of a directory that later entries changed",
      verdict: OverlayDamage.proven
    ) { try Disk.setTime(1_000_000_001, $0("d")) },
    OverlayDamage(
      "what the host and overlay write, and an empty attribute",
      verdict: OverlayDamage.proven
    ) {
      try Disk.setAttribute("trusted.overlay.origin", "o", $0("d/file"))
      try Disk.setAttribute("trusted.overlay.impure", "y", $0("plain"))
      try Disk.setAttribute("trusted.empty", "", $0("d/file"))
    },
  ]

  static let marks: [OverlayDamage] = [
    OverlayDamage(
      "a whiteout that is gone",
      "whiteout-missing d/hidden: a device 0:0 that hides the name → nothing"
    ) { try FileManager.default.removeItem(atPath: $0("d/hidden")) },
    OverlayDamage(
      "a file in the place of a whiteout",
      "whiteout-missing d/hidden: a device 0:0 that hides the name → file"
    ) {
      try FileManager.default.removeItem(atPath: $0("d/hidden"))
      try Data("back".utf8).write(to: URL(filePath: $0("d/hidden")))
    },
    OverlayDamage("an extra whiteout", "whiteout-extra plain/x: no such device → a device 0:0") {
      try Disk.makeDevice($0("plain/x"), 0, 0)
      try Disk.setTime(1_000_000_000, $0("plain"))
    },
    OverlayDamage(
      "an opaque mark that is gone", "opaque-missing opaque: an opaque directory → not opaque"
    ) { try Disk.removeAttribute("trusted.overlay.opaque", $0("opaque")) },
    OverlayDamage("an extra opaque mark", "opaque-extra plain: not opaque → opaque") {
      try Disk.setAttribute("trusted.overlay.opaque", "y", $0("plain"))
    },
    OverlayDamage(
      "a file whose content is in a lower layer",
      "not-self-contained d/file: all of it in this layer → trusted.overlay.metacopy",
      verdict: "unverifiable: its tar cannot be put together again: d/file is kept in another layer"
    ) { try Disk.setAttribute("trusted.overlay.metacopy", "", $0("d/file")) },
    OverlayDamage(
      "a directory whose entries are in a lower layer",
      "not-self-contained plain: all of it in this layer → trusted.overlay.redirect",
      verdict: "unverifiable: its DiffID was reproduced, but not every entry can be compared: "
        + "plain is kept in another layer"
    ) { try Disk.setAttribute("trusted.overlay.redirect", "/x", $0("plain")) },
    OverlayDamage(
      "an implied directory whose entries are in a lower layer",
      "not-self-contained deep: all of it in this layer → trusted.overlay.redirect",
      verdict: OverlayDamage.proven
    ) { try Disk.setAttribute("trusted.overlay.redirect", "/x", $0("deep")) },
  ]
}

internal import CLinux
package import LayerModel

/// What the kernel shows to this process and to no other, asked once a run.
package enum Privileges {
  /// Whether extended attributes called `trusted.…` are seen.
  ///
  /// Without the right the kernel leaves them out of every listing, as if there were none. Being root
  /// is not enough: a container's root mostly lacks `CAP_SYS_ADMIN`, and one that has it in a user
  /// namespace of its own does not see them either.
  ///
  /// Source: Linux `fs/xattr.c`, `xattr_permission`, `simple_xattr_list`; `xattr(7)`.
  package static let seesTrustedAttributes = clinux_sees_trusted_attributes() != 0

  /// Whether an owner as this process sees it may be root outside of every user namespace.
  package static func isHostRoot(_ owner: UInt32) -> Bool {
    do {
      let map = try InputFile.read("/proc/self/uid_map", limit: 65_536)
      return mayBeHostRoot(owner, in: map)
    } catch {
      return owner == 0
    }
  }

  /// Whoever has no number in a user namespace is seen there as 65534, which may be somebody's, too.
  ///
  /// Source: `user_namespaces(7)`, "Unmapped user and group IDs".
  package static func mayBeHostRoot(_ owner: UInt32, in map: [UInt8]) -> Bool {
    guard let outer = outerOwner(of: owner, in: map) else { return true }
    return outer == 0 || owner == unmapped && outerOwner(of: 0, in: map) != 0
  }

  /// Linux `/proc/sys/kernel/overflowuid`, by default.
  private static let unmapped: UInt32 = 65_534

  /// The owner one namespace further out; `nil` for one that has no number here.
  ///
  /// Source: `user_namespaces(7)`: each line has the first number inside, the first outside, a count.
  private static func outerOwner(of owner: UInt32, in map: [UInt8]) -> UInt32? {
    for line in String(decoding: map, as: UTF8.self).split(separator: "\n") {
      let numbers = line.split(separator: " ").compactMap { UInt32($0) }
      guard numbers.count == 3, owner >= numbers[0], owner - numbers[0] < numbers[2] else {
        continue
      }
      return numbers[1] &+ (owner - numbers[0])
    }
    return nil
  }

  /// What to report of a place whose `trusted.…` attributes are not seen.
  package static func hiddenAttributes(of path: BytePath) -> ReadProblem {
    .hidden(
      path,
      reason:
        "extended attributes called trusted.* are shown only to a process with CAP_SYS_ADMIN in "
        + "the host's user namespace; overlay keeps in them which directories hide lower layers")
  }
}

internal import CLinux
internal import Glibc
package import LayerModel

/// Rights that the process gives up for good before it reads anything hostile.
///
/// Afterwards it can read files as before, write only where it said, and can neither start a program
/// nor talk to anyone: what a store could make of a flaw in a parser is little.
///
/// Source: Linux `landlock(7)`, `seccomp(2)`, `PR_SET_NO_NEW_PRIVS(2const)`.
package enum SelfRestriction {
  /// Gives them up, as far as this kernel can take them.
  ///
  /// To be called while there is but one thread: Landlock binds the caller and its descendants.
  ///
  /// - Parameters:
  ///   - files: what will be written. Where that is impossible already, nothing is allowed; whoever
  ///     writes there says why it fails.
  ///   - directories: what files will be made in, or the directory itself; of one that is missing, the
  ///     nearest above that is there.
  /// - Returns: what the kernel did not agree to, for people; empty when all of it is in force.
  package static func enter(
    writing files: [BytePath], keeping directories: [BytePath] = []
  ) -> [String] {
    do throws(SystemError) {
      try check(clinux_forbid_new_privileges())
    } catch {
      return ["the kernel cannot forbid new privileges: \(error.text)"]
    }
    var missing: [String] = []
    let places =
      files.compactMap(OutputTarget.place(of:)) + directories.compactMap(PathResolver.nearest)
    do throws(SystemError) {
      try limitWriting(to: Set(places).sorted())
    } catch {
      missing.append("writing is not limited by Landlock: \(error.text)")
    }
    do throws(SystemError) {
      try check(clinux_forbid_calls())
    } catch {
      missing.append("system calls are not limited by seccomp: \(error.text)")
    }
    return missing
  }

  private static func limitWriting(to places: [BytePath]) throws(SystemError) {
    let rules = Descriptor(owning: try check(clinux_begin_write_rules()))
    for place in places {
      try unsafe place.withCString { (text) throws(SystemError) in
        let result = unsafe clinux_allow_writing(rules.number, text)
        guard [-ENOENT, -ENOTDIR, -EACCES].contains(result) else { return _ = try check(result) }
      }
    }
    try check(clinux_enforce_write_rules(rules.number))
  }

  @discardableResult
  private static func check(_ result: Int32) throws(SystemError) -> Int32 {
    guard result >= 0 else { throw SystemError(errno: -result) }
    return result
  }
}

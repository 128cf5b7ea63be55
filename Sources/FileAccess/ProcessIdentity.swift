internal import Glibc
internal import LayerModel

/// Tells one process from all others, of earlier boots too.
package enum ProcessIdentity {
  /// This process: boot, number and start, `unknown` where /proc does not say.
  package static func current() -> String { text(of: getpid()) ?? "unknown" }

  /// Whether the process still runs; `false` also for one that another namespace hides.
  package static func isAlive(_ identity: String) -> Bool {
    let parts = identity.split(separator: "/")
    guard parts.count == 3, let number = Int32(parts[1]) else { return false }
    return text(of: number) == identity
  }

  /// Source: `proc_pid_stat(5)`: the name in parentheses may hold anything, the start is field 22.
  private static func text(of process: Int32) -> String? {
    guard let boot = read("/proc/sys/kernel/random/boot_id"),
      let status = read("/proc/\(process)/stat"), let end = status.lastIndex(of: ")")
    else { return nil }
    let fields = status[status.index(after: end)...].split(separator: " ")
    guard fields.count > 19 else { return nil }
    return "\(boot)/\(process)/\(fields[19])"
  }

  private static func read(_ path: String) -> String? {
    do {
      let text = String(
        decoding: try InputFile.read(BytePath(path), limit: 65_536), as: UTF8.self)
      return text.split(separator: "\n").first.map(String.init)
    } catch {
      // The process is gone, or there is no /proc.
      return nil
    }
  }
}

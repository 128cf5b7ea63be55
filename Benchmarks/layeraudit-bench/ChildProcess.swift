import Glibc

/// What one run of a command cost, with everything that it started and waited for.
struct Cost: Sendable {
  let wallSeconds: Double
  /// User and system time together.
  let cpuSeconds: Double
  let peakBytes: Int
  /// The exit code, or 128 and the number of the signal that ended it.
  let status: Int32
}

enum ChildProcess {
  /// Runs a command with its output thrown away; its errors go to ours.
  static func run(_ command: [String]) throws -> Cost {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)

    var arguments = command.map { strdup($0) } + [nil]
    defer { arguments.forEach { free($0) } }
    var child = pid_t()
    let start = ContinuousClock.now
    errno = posix_spawnp(&child, command[0], &actions, nil, &arguments, environ)
    if errno != 0 { throw SystemFailure(command[0]) }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(child, &status, 0, &usage) < 0 {
      if errno != EINTR { throw SystemFailure("wait4") }
    }
    return Cost(
      wallSeconds: (ContinuousClock.now - start) / .seconds(1),
      cpuSeconds: seconds(usage.ru_utime) + seconds(usage.ru_stime),
      peakBytes: usage.ru_maxrss << 10,
      status: status & 0x7f == 0 ? status >> 8 & 0xff : 128 + status & 0x7f)
  }

  /// The least that `peakBytes` can be: until it executes, a child is a part of this process.
  static var peakFloor: Int {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss << 10
  }

  private static func seconds(_ time: timeval) -> Double {
    Double(time.tv_sec) + Double(time.tv_usec) / 1e6
  }
}

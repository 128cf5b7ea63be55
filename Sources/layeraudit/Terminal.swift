internal import Glibc

/// What the place where text goes can show.
struct Terminal {
  enum ColorChoice: String, CaseIterable { case auto, always, never }

  let isTerminal: Bool
  let width: Int

  static func standardOutput() -> Terminal { Terminal(descriptor: 1) }
  static func standardError() -> Terminal { Terminal(descriptor: 2) }

  private init(descriptor: Int32) {
    isTerminal = isatty(descriptor) == 1
    var size = winsize()
    let failure = unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size)
    width = isTerminal && failure == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// The flag, then `NO_COLOR`, `CLICOLOR_FORCE`, `TERM=dumb`, then whether it is a terminal.
  func usesColor(_ choice: ColorChoice) -> Bool {
    switch choice {
    case .always: return true
    case .never: return false
    case .auto:
      if Environment.value("NO_COLOR") != nil { return false }
      if let forced = Environment.value("CLICOLOR_FORCE"), forced != "0" { return true }
      return isTerminal && Environment.value("TERM") != "dumb"
    }
  }
}

enum Environment {
  /// `nil` when unset or empty, which conventions such as `NO_COLOR` treat alike.
  static func value(_ name: String) -> String? {
    guard let text = unsafe getenv(name) else { return nil }
    let value = unsafe String(cString: text)
    return value.isEmpty ? nil : value
  }
}

internal import FileAccess
internal import LayerModel

/// A command that writes files; any other can write none.
protocol WritingCommand {
  /// Every file that it will write, as it was named.
  var writtenFiles: [BytePath] { get }
  /// Where earlier runs are remembered; `nil` when they are not asked for.
  var memoryDirectory: BytePath? { get }
  /// Whether to say what the kernel did not agree to.
  var isVerbose: Bool { get }
}

extension WritingCommand {
  var writtenFiles: [BytePath] { [] }
  var memoryDirectory: BytePath? { nil }
  var isVerbose: Bool { false }
}

enum Restriction {
  /// Gives up all rights that the command does not need, before it starts a thread.
  static func enter(for command: Any) {
    let writing = command as? any WritingCommand
    let missing = SelfRestriction.enter(
      writing: writing?.writtenFiles ?? [],
      keeping: [writing?.memoryDirectory].compactMap(\.self))
    guard writing?.isVerbose == true else { return }
    for line in missing { Console.complain(line) }
  }
}

extension AuditCommand: WritingCommand {
  var writtenFiles: [BytePath] { reports.writtenFiles }
  var memoryDirectory: BytePath? { memory.noState ? nil : memory.directory }
  var isVerbose: Bool { reports.verbose }
}

extension StatusCommand: WritingCommand {
  var memoryDirectory: BytePath? { StateOptions.directory(named: state) }
}

extension CompareCommand: WritingCommand {
  var writtenFiles: [BytePath] { reports.writtenFiles }
  var isVerbose: Bool { reports.verbose }
}

extension ReportCommand.Convert: WritingCommand {
  var writtenFiles: [BytePath] { reports.writtenFiles }
  var isVerbose: Bool { reports.verbose }
}

extension BaselineCommand.Write: WritingCommand {
  var writtenFiles: [BytePath] { [BytePath(file)] }
}

extension BaselineCommand.Sizes: WritingCommand {
  var writtenFiles: [BytePath] { [BytePath(file)] }
}

extension BaselineCommand.Update: WritingCommand {
  var writtenFiles: [BytePath] { [BytePath(file)] }
}

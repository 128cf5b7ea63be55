internal import ArgumentParser
internal import FileAccess
internal import Glibc
internal import LayerModel

/// The command line.
///
/// `layeraudit` alone is `layeraudit audit`.
struct LayerAudit: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "layeraudit",
    abstract: "Tells the truth about the container layers on this disk.",
    discussion: """
      Reads stores as they lie there: no daemon, no mount, no lock, no network, nothing written.

      Exit status: 0 complete and nothing at or above --fail-on · 1 findings · 2 usage, rules or \
      configuration invalid · 3 incomplete: cannot say clean · 4 no store · 5 baseline, report, or \
      what is remembered of earlier runs, missing or incompatible · 70 a bug.
      """,
    version: Version.text,
    subcommands: [
      AuditCommand.self, ListCommand.self, TreeCommand.self, SizeCommand.self, HistoryCommand.self,
      InspectCommand.self, CompareCommand.self, BaselineCommand.self, PlanCommand.self,
      QueryCommand.self, RulesCommand.self, StatusCommand.self, ReportCommand.self,
    ],
    defaultSubcommand: AuditCommand.self)
}

@main
enum Main {
  static func main() {
    // A reader that goes away (`| head`) ends the output, not the program's verdict.
    signal(SIGPIPE, SIG_IGN)
    StandardStreams.hold()
    exit(run().rawValue)
  }

  private static func run() -> ExitStatus {
    // Swift knows the words of the command line from there only; without, it takes them for none.
    guard unsafe access("/proc/self/cmdline", R_OK) == 0 else {
      Console.complain("/proc is not mounted, so the command line cannot be read: mount it first")
      return .usage
    }
    do {
      var command = try LayerAudit.parseAsRoot()
      Restriction.enter(for: command)
      try command.run()
      return .clean
    } catch let status as ExitStatus {
      return status
    } catch let failure as CommandFailure {
      return complain(of: failure)
    } catch {
      return show(error)
    }
  }

  /// What was asked for by `--help` and the like, or what is wrong with the words.
  private static func show(_ error: any Error) -> ExitStatus {
    let message = LayerAudit.fullMessage(for: error)
    guard LayerAudit.exitCode(for: error).isSuccess else {
      Console.complain(message)
      return .usage
    }
    do {
      try Console.say(message)
      return .clean
    } catch {
      return complain(of: error)
    }
  }

  private static func complain(of failure: CommandFailure) -> ExitStatus {
    Console.complain(failure.message)
    return failure.status
  }
}

/// Why a command ends early: one line for stderr, and the exit status.
struct CommandFailure: Error {
  let status: ExitStatus
  let message: String
}

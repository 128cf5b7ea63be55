internal import ArgumentParser
internal import FileAccess
internal import History
internal import LayerModel
internal import Reports

/// `layeraudit status`: what the runs before found, without looking at a store.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "What the last audit of each store came to, and how its sizes move.",
    discussion: """
      Asks only what `audit` remembers: no store is read. With --trend a line for each of the last \
      runs.
      """)
  @Argument(
    help: "A store's root or a directory above. Without any: every store that is known.",
    completion: .directory)
  var paths: [String] = []
  @Flag(help: "A line for each run, the last one last.") var trend = false
  @Option(help: "How many runs to look back.") var last = 30
  @Option(
    help: ArgumentHelp("Where runs are remembered; see `audit --help`.", valueName: "directory"),
    completion: .directory)
  var state: String?
  @OptionGroup var look: LookOptions

  func validate() throws {
    guard (1...1_000).contains(last) else {
      throw ValidationError("--last takes a number from 1 to 1000")
    }
  }

  func run() throws {
    let named = paths.map { BytePath($0) }.map { PathResolver.resolved($0) ?? $0 }
    let stores = try known(named)
    guard !stores.isEmpty else {
      throw CommandFailure(
        status: paths.isEmpty ? .baseline : .noStore,
        message: paths.isEmpty ? "no audit is remembered" : "no audit of such a store is remembered"
      )
    }
    let text = StatusText(stores: stores, now: Clock.now())
    try Console.write(
      look.json
        ? text.json(trend: trend) : Array(text.text(trend: trend, options: look.text).utf8))
  }

  private func known(_ paths: [BytePath]) throws(CommandFailure) -> [StoreStatus] {
    guard let directory = StateOptions.directory(named: state) else {
      throw CommandFailure(
        status: .baseline, message: "nobody says where runs are remembered: use --state")
    }
    do throws(StateProblem) {
      // Nothing is made where there is nothing.
      guard PathResolver.resolved(directory) != nil else { return [] }
      let place = try StateProblem.refusing { () throws(PrivateDirectory.Refusal) in
        try PrivateDirectory(lookingInto: directory)
      }
      guard let database = try StateDatabase.existing(in: place) else { return [] }
      return try database.statuses(at: paths, limit: last)
    } catch {
      throw CommandFailure(status: .baseline, message: "\(directory): \(error.message)")
    }
  }
}

internal import ArgumentParser
internal import Audit
internal import FileAccess
internal import History
internal import LayerModel

/// Where what is known of earlier runs is kept.
struct StateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Where to remember runs.",
      discussion: "By default $STATE_DIRECTORY, $XDG_STATE_HOME/layeraudit or "
        + "~/.local/state/layeraudit.",
      valueName: "directory"), completion: .directory)
  var state: String?

  @Flag(help: "Know nothing of earlier runs, and remember nothing of this one.")
  var noState = false

  func validate() throws {
    if noState && state != nil {
      throw ValidationError("--state and --no-state exclude each other")
    }
  }

  /// The directory that was named, or the first that the environment names; `nil` without any.
  var directory: BytePath? { Self.directory(named: state) }

  static func directory(named state: String?) -> BytePath? {
    if let state { return BytePath(state) }
    // systemd gives all of a unit's, of which the first is the one to write to.
    if let given = Environment.value("STATE_DIRECTORY")?.split(separator: ":").first {
      return BytePath(String(given))
    }
    // Of relative paths, the specification says, nothing is to be made.
    if let home = Environment.value("XDG_STATE_HOME"), home.hasPrefix("/") {
      return BytePath(home).appending("layeraudit")
    }
    return Environment.value("HOME").map { BytePath($0).appending(".local/state/layeraudit") }
  }
}

extension StateOptions {
  /// Notes that a run begins, and tells the request what is known of earlier ones.
  ///
  /// - Throws: when the memory would lie in one of the stores.
  func begin(_ request: inout AuditRequest, stop: StopFlag) throws(CommandFailure) -> RunMemory {
    guard !noState, let directory else { return .none }
    try refuse(directory, inside: request.places.paths, stop: stop)
    let memory = RunMemory(
      in: directory,
      beginning: .init(
        runID: request.runID, startedAt: request.now, level: request.level),
      at: request.places.paths, stop: stop)
    request.past = memory.past
    request.history = memory.history
    return memory
  }

  /// Nothing is ever written into a store.
  private func refuse(
    _ directory: BytePath, inside paths: [BytePath], stop: StopFlag
  ) throws(CommandFailure) {
    // Above what is to be made, the first that is there tells.
    guard let resolved = PathResolver.nearest(directory) else { return }
    let near = paths.filter { resolved.isWithin($0) }
    for root in near.isEmpty ? [] : Stores.roots(at: near, stop: stop) {
      guard let root = PathResolver.resolved(root), resolved.isWithin(root) else { continue }
      throw CommandFailure(
        status: .usage,
        message: "\(directory) is inside the store \(root): name another place with --state")
    }
  }
}

/// The memory of one run: whatever is wrong with it is said, and the run goes on without it.
final class RunMemory {
  private var database: StateDatabase?
  private(set) var history: RunHistory?
  /// What is known of the content of the stores; `nil` when nothing can be known.
  private(set) var past: PastReadings?

  /// A run that remembers nothing.
  static var none: RunMemory { RunMemory(history: nil) }

  private init(history: RunHistory?) { self.history = history }

  /// Opens the database, and notes that the run begins.
  convenience init(
    in directory: BytePath, beginning run: StateDatabase.Beginning, at paths: [BytePath],
    stop: StopFlag
  ) {
    self.init(history: RunHistory(directory: directory))
    do throws(StateProblem) {
      let database = try StateDatabase.open(try Self.place(directory), stop: stop) { words in
        history?.problem = words
        Console.complain(words)
      }
      history?.unended = try database.begin(run)
      self.database = database
      past = try database.pastReadings(at: paths)
      history?.trends = try database.trends(at: paths, limit: Self.trendLength)
    } catch {
      tell("earlier runs are not known", error)
    }
    for run in history?.unended ?? [] {
      Console.complain("the run of \(run.startedAt.text) never ended: it or its host was stopped")
    }
  }

  /// A month of nights.
  private static let trendLength = 30

  static func place(_ directory: BytePath) throws(StateProblem) -> PrivateDirectory {
    try StateProblem.refusing { () throws(PrivateDirectory.Refusal) in
      try PrivateDirectory(making: directory)
    }
  }

  /// Keeps what the run found.
  func end(_ report: inout AuditReport, as end: RunEnd) {
    guard let database else { return }
    do throws(StateProblem) {
      try database.end(report, as: end)
    } catch {
      tell("this run is not remembered", error)
      report.history = history
    }
  }

  private func tell(_ consequence: String, _ problem: StateProblem) {
    let place = history?.directory.description ?? ""
    let words = "\(consequence): \(place): \(problem.message)"
    history?.problem = words
    Console.complain(words)
  }
}

internal import ArgumentParser
internal import Audit
internal import Baselines
internal import FileAccess
internal import Glibc
internal import LayerModel
internal import Rules
internal import Scanner

/// `layeraudit compare`: which images grew, and which layers and files did it.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Say which images grew against a base, and which layers and files did it.",
    discussion: """
      BASE and NEW are each a store, a layout, an archive, or a report in JSON; BASE may also be a \
      file of sizes that `baseline sizes` wrote. What may grow, and by how much, is in the rules \
      image-grown and image-over-limit: `--set image-grown.percent=2% --set image-grown.floor=1MiB`.

      Images are the same by name, tags and digests aside, and platform. Files are named where both \
      sides list them: stores, layouts and archives do, and reports written with \
      `audit --list-files`. A store that is NEW is audited as well: at level sizes, or at level \
      content where its layers are packed.
      """)

  @Argument(help: "What to compare with.", completion: .file()) var base: String
  @Argument(help: "What may have grown.", completion: .file()) var new: String
  @OptionGroup var rules: RuleOptions
  @OptionGroup var scan: ScanOptions
  @OptionGroup var reports: ReportOptions

  func run() throws {
    scan.stepBack()
    let interruption = Interruption()
    let progress = scan.start()
    interruption.stop(progress)
    let input = ComparisonInput(scan, progress)
    let places = try [base, new].filter { try !ComparisonInput.isFile($0) }
      .flatMap { try StoreOptions.places([$0]).paths }
    try reports.check(against: places, stop: progress.stopFlag)
    let report = try input.compare(base, new, rules: try rules.load())
    try reports.write(
      report, as: reports.status(of: report, interrupted: interruption.status))
  }
}

/// Reads what people name as one side of a comparison.
struct ComparisonInput {
  private let scan: ScanOptions
  private let progress: ScanProgress

  init(_ scan: ScanOptions, _ progress: ScanProgress) {
    (self.scan, self.progress) = (scan, progress)
  }

  /// Whether a path names a report or a file of sizes, be it empty or missing; stores are
  /// directories, and archives begin otherwise.
  static func isFile(_ path: String) throws -> Bool {
    do throws(ReadProblem) {
      return try InputFile.first(of: BytePath(path)).map { $0 == UInt8(ascii: "{") } ?? true
    } catch .unreadable(_, let number) where number == EISDIR {
      return false
    } catch {
      return true
    }
  }

  /// Reads a report or a file of sizes.
  func file(_ path: String) throws -> ComparisonSide {
    do {
      let found = try ProfileFile.read(BytePath(path))
      return ComparisonSide(name: path, images: found.images, isComplete: found.isComplete)
    } catch {
      throw CommandFailure(error)
    }
  }

  func side(_ path: String) throws -> ComparisonSide {
    if try Self.isFile(path) { return try file(path) }
    do {
      return try ComparisonSide(
        name: path, places: try StoreOptions.places([path]), workers: scan.workers,
        progress: progress)
    } catch let error as AuditFailure {
      throw CommandFailure(error)
    }
  }

  /// Audits `new` where it is a store.
  func compare(_ base: String, _ new: String, rules: RuleSet) throws -> AuditReport {
    let before = try side(base)
    if try Self.isFile(new) { return try judge(before, side(new), rules: rules) }
    var request = request(rules)
    request.places = try StoreOptions.places([new])
    do {
      let records = try Stores.read(at: request.places, stop: progress.stopFlag)
      request.level = records.map(\.levelOfSizes).max() ?? .sizes
    } catch {
      throw CommandFailure(error)
    }
    request.base = before
    return try AuditCommand.audit(request, progress, showing: scan.progress)
  }

  /// Compares without auditing either side.
  func judge(
    _ before: ComparisonSide, _ after: ComparisonSide, rules: RuleSet
  ) throws -> AuditReport {
    do {
      return try Auditor(request(rules)).compare(
        before, with: after, lister: lister, finishedAt: Clock.now)
    } catch {
      throw CommandFailure(error)
    }
  }

  var lister: FileLister { FileLister(workers: scan.workers, progress: progress) }

  private func request(_ rules: RuleSet) -> AuditRequest {
    AuditRequest(
      places: StorePlaces([]), level: .sizes, workers: scan.workers, rules: rules, baseline: nil,
      now: Clock.now(), host: Host.name(), runID: Host.freshRunID())
  }
}

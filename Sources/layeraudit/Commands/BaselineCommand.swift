internal import ArgumentParser
internal import Audit
internal import Baselines
internal import FileAccess
internal import LayerModel
internal import Scanner

/// `layeraudit baseline …`: remember what is there, to see later what changed.
struct BaselineCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline", abstract: "Remember the content of every image layer.",
    discussion: """
      Docker 1.5 to 1.7 records no digest of a layer: a changed byte can only be seen against an \
      earlier run. Write a baseline while the store is known to be good, then use \
      `layeraudit audit --baseline FILE`.
      """,
    subcommands: [Write.self, Show.self, Sizes.self, Update.self])

  struct Write: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Hash every image layer and write the digests of all files.")
    @Argument(help: "The file to write.", completion: .file()) var file: String
    @OptionGroup var stores: StoreOptions
    @OptionGroup var scan: ScanOptions

    func run() throws {
      scan.stepBack()
      let path = BytePath(file)
      try StoreGuard.refuse(path, inside: [])
      let records = try stores.readStores()
      try StoreGuard.refuse(path, inside: records.map(\.location.root))
      let skipped = try write(
        BaselineRun(records: records, workers: scan.workers, now: Clock.now()), to: path)
      for line in skipped { Console.complain(line) }
      if !skipped.isEmpty { throw ExitStatus.incomplete }
    }

    private func write(_ run: BaselineRun, to path: BytePath) throws(CommandFailure) -> [String] {
      let progress = scan.start()
      let line = ProgressLine(scan.progress, progress: progress, layers: run.layerCount)
      defer { line.finish() }
      do throws(BaselineRun.Failure) {
        var output = try Self.file(path)
        let skipped = try run.write(progress: progress) { (text) throws(SystemError) in
          try output.write(text)
        }
        do { try output.finish() } catch { throw .unwritable(error) }
        return skipped
      } catch {
        throw CommandFailure(error, writing: path)
      }
    }

    private static func file(_ path: BytePath) throws(BaselineRun.Failure) -> OutputFile {
      do { return try OutputFile(replacing: path) } catch { throw .unwritable(error) }
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "When a baseline was written, and the digest of each layer.")
    @Argument(help: "The baseline.", completion: .file()) var file: String

    func run() throws {
      let baseline = try Self.read(file)
      let layers = baseline.digests.sorted { $0.key < $1.key }.map { key, digest in
        "\(key.kind.rawValue)/\(EscapedText.terminal(key.driver))  \(key.layer)  \(digest)"
      }
      try Console.say(
        (["written at \(baseline.writtenAt.text), \(layers.count) layers"] + layers)
          .joined(separator: "\n"))
    }

    static func read(_ path: String) throws(CommandFailure) -> Baseline {
      do {
        return try BaselineFile.read(BytePath(path))
      } catch {
        throw CommandFailure(error)
      }
    }
  }
}

extension CommandFailure {
  init(_ failure: BaselineRun.Failure, writing path: BytePath) {
    switch failure {
    case .unwritable(let error):
      self.init(error, writing: "\(path)")
    case .ambiguous(let layer, let first, let second):
      self.init(
        status: .usage,
        message: "layer \(layer) differs between \(EscapedText.terminal(first.id)) and "
          + "\(EscapedText.terminal(second.id)): write a baseline for each store")
    }
  }

  init(_ error: BaselineError) {
    switch error {
    case .unreadable(let problem):
      self.init(status: .baseline, message: "\(problem.path): \(problem.detail)")
    case .incompatible(let path, let line, let reason):
      self.init(status: .baseline, message: "\(path):\(line): \(EscapedText.terminal(reason))")
    }
  }
}

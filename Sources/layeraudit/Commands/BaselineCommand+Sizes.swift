internal import ArgumentParser
internal import Audit
internal import Baselines
internal import FileAccess
internal import LayerModel
internal import Reports
internal import Rules
internal import Scanner

extension BaselineCommand {
  /// `layeraudit baseline sizes`: what `compare` starts from, small enough for a repository.
  struct Sizes: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write the sizes of images and layers, to be kept under version control.")
    @Argument(help: "The file to write.", completion: .file()) var file: String
    @Argument(help: "A store, a layout, an archive, or a report in JSON.", completion: .file())
    var of: String
    @Flag(help: "List the files of every layer too.") var listFiles = false
    @OptionGroup var scan: ScanOptions

    func run() throws {
      scan.stepBack()
      let output = try SizeBase(file, from: of)
      let input = ComparisonInput(scan, scan.start())
      let side = try input.whole(of)
      try output.write(listFiles ? side.listed(by: input.lister) : side.images)
    }
  }

  /// `layeraudit baseline update`: take what is there now as the base, or only what went over.
  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring a file of sizes up to date.",
      discussion: """
        With --only-over the images over the limits of image-grown and image-over-limit are taken \
        from NEW and new ones are added; all others stay as they were, those that NEW lacks too.
        """)
    @Argument(help: "The file of sizes to write anew.", completion: .file()) var file: String
    @Argument(help: "A store, a layout, an archive, or a report in JSON.", completion: .file())
    var new: String
    @Flag(help: "Leave alone what is within the limits.") var onlyOver = false
    @Flag(help: "List the files of every layer too.") var listFiles = false
    @OptionGroup var rules: RuleOptions
    @OptionGroup var scan: ScanOptions

    func run() throws {
      scan.stepBack()
      let output = try SizeBase(file, from: new)
      let input = ComparisonInput(scan, scan.start())
      let before = try input.file(file)
      let after = try input.whole(new)
      let listed = listFiles ? after.listed(by: input.lister) : after.images
      guard onlyOver else { return try output.write(listed) }
      let report = try input.judge(before, after, rules: try rules.load())
      let over = Set(
        report.findings.filter { ["image-grown", "image-over-limit"].contains($0.rule) }
          .map(\.subject.id))
      let images = (report.comparison?.images ?? []).compactMap { change in
        if let old = change.before, !over.contains(change.subject) { return old }
        return listed.first { $0.id == change.id && $0.store == change.store } ?? change.after
      }
      try output.write(images)
    }
  }
}

extension ImageChange {
  /// How findings call it.
  fileprivate var subject: String { [name, platform].compactMap(\.self).joined(separator: " ") }
}

/// A file of sizes to be written, whole or not at all.
private struct SizeBase {
  private let path: BytePath

  /// Finds a file that cannot be written before anything is read.
  init(_ file: String, from source: String) throws {
    path = BytePath(file)
    let stores =
      try ComparisonInput.isFile(source)
      ? [] : Stores.roots(at: try StoreOptions.places([source]).paths)
    try StoreGuard.refuse(path, inside: stores)
  }

  func write(_ images: [ImageProfile]) throws {
    do {
      var output = try OutputFile(replacing: path)
      try SizeBaseFile.write(images) { try output.write($0) }
      try output.finish()
    } catch let error as SystemError {
      throw CommandFailure(error, writing: "\(path)")
    }
  }
}

extension ComparisonInput {
  /// A side that was wholly read: no base is made of less.
  fileprivate func whole(_ path: String) throws -> ComparisonSide {
    let side = try side(path)
    guard side.isComplete else {
      Incompleteness(of: side.stores).complain()
      throw CommandFailure(
        status: .incomplete, message: "\(EscapedText.terminal(path)): not all was read: no base")
    }
    return side
  }
}

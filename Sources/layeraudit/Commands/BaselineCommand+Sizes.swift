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
    @Argument(help: "The file to write.") var file: String
    @Argument(help: "A store, a layout, an archive, or a report in JSON.") var of: String
    @Flag(help: "List the files of every layer too.") var listFiles = false
    @OptionGroup var scan: ScanOptions

    func run() throws {
      let input = ComparisonInput(scan, ScanProgress())
      let side = try input.side(of)
      try SizeBase.write(listFiles ? input.listed(side) : side.images, to: file, from: [of])
      if !side.isComplete { throw ExitStatus.incomplete }
    }
  }

  /// `layeraudit baseline update`: take what is there now as the base, or only what went over.
  struct Update: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Bring a file of sizes up to date.",
      discussion: """
        With --only-over the images over the limits of image-grown and image-over-limit are taken \
        from NEW, new ones are added and those that are gone are dropped; all others stay as they \
        were.
        """)
    @Argument(help: "The file of sizes to write anew.") var file: String
    @Argument(help: "A store, a layout, an archive, or a report in JSON.") var new: String
    @Flag(help: "Leave alone what is within the limits.") var onlyOver = false
    @Flag(help: "List the files of every layer too.") var listFiles = false
    @OptionGroup var rules: RuleOptions
    @OptionGroup var scan: ScanOptions

    func run() throws {
      let input = ComparisonInput(scan, ScanProgress())
      let before = try input.side(file)
      let after = try input.side(new)
      let images = listFiles ? input.listed(after) : after.images
      let kept = onlyOver ? try input.within(before, after, rules: try rules.load()) : []
      let keptNames = Set(kept.map(\.after))
      try SizeBase.write(
        kept.map(\.before) + images.filter { !keptNames.contains($0.id) }, to: file, from: [new])
      if !after.isComplete { throw ExitStatus.incomplete }
    }
  }
}

/// Writes a file of sizes whole or not at all.
private enum SizeBase {
  static func write(_ images: [ImageProfile], to file: String, from sources: [String]) throws {
    let path = BytePath(file)
    let stores = try sources.filter { try !ComparisonInput.isFile($0) }
      .flatMap { Stores.roots(at: try StoreOptions.places([$0]).paths) }
    try StoreGuard.refuse(path, inside: stores)
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
  /// The images with the files of all their layers.
  fileprivate func listed(_ side: ComparisonSide) -> [ImageProfile] { side.listed(by: lister) }

  /// The images that are on both sides and within the limits: as they were, with their id of now.
  fileprivate func within(
    _ before: ComparisonSide, _ after: ComparisonSide, rules: RuleSet
  ) throws -> [(before: ImageProfile, after: ImageID)] {
    let report = try judge(before, after, rules: rules)
    let over = Set(
      report.findings.filter { ["image-grown", "image-over-limit"].contains($0.rule) }
        .map(\.subject.id))
    return (report.comparison?.images ?? []).compactMap { change in
      let subject = [change.name, change.platform].compactMap(\.self).joined(separator: " ")
      guard let old = change.before, !over.contains(subject), change.state != .gone else {
        return nil
      }
      return before.images.first { $0.id == old }.map { ($0, change.id) }
    }
  }
}

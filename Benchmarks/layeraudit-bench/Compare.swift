import ArgumentParser
import Foundation

struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Times layeraudit beside du, sha256sum and openssl on the same store.",
    discussion: "Ends with 0 whatever the figures are, unless a command failed.")

  @Argument(help: "A store; with --scale-check a small and a large one.")
  var stores: [String]

  @OptionGroup var program: MeasuredProgram

  @Option(help: "How the store is laid out.")
  var format = FormatName.dockerGraphAufs

  @Flag(help: "Empty the page cache before each run (as root), in place of a warm-up.")
  var cold = false

  @Flag(help: "Print only layeraudit's peak memory on both stores.")
  var scaleCheck = false

  private static let levels = ["metadata", "sizes", "content"]

  func validate() throws {
    guard stores.count == (scaleCheck ? 2 : 1) else {
      throw ValidationError(scaleCheck ? "--scale-check needs two stores" : "one store is needed")
    }
    guard !cold || geteuid() == 0 else { throw ValidationError("--cold needs root") }
  }

  func run() throws {
    if scaleCheck { try printPeaks() } else { try printComparison() }
  }

  private func printComparison() throws {
    let (path, store) = (absolute(program.layeraudit), absolute(stores[0]))
    let tree = format.format.layerDirectory
    // Short relative paths for the peers.
    try check(chdir(store), store)
    let lists = try FileLists(of: tree)
    let contenders =
      Self.levels.map { Contender.layeraudit(path, level: $0, store: store) }
      + [.diskUsage(tree), .sha256sum(tree), .openssl(lists)]
    let measured = Result { try measure(contenders, on: lists) }
    try lists.remove()
    print(try measured.get().text())
  }

  /// In turns, so that a slow minute of the machine hits all of them.
  private func measure(_ contenders: [Contender], on lists: FileLists) throws -> ComparisonTable {
    var table = ComparisonTable(
      bytes: lists.bytes[0] + lists.bytes[1], files: lists.files,
      format: format.format)
    if !cold {
      for contender in contenders { _ = try contender.run() }
    }
    for _ in 0..<program.runs {
      for contender in contenders {
        if cold { try dropCaches() }
        table.add(try contender.run(), of: contender.name)
      }
    }
    return table
  }

  private func printPeaks() throws {
    for level in Self.levels {
      let peaks = try stores.map { store in
        let contender = Contender.layeraudit(
          absolute(program.layeraudit), level: level, store: absolute(store))
        return ComparisonTable.peakText(try contender.run().peakBytes)
      }
      print("\(level): peak \(peaks[0]) MiB small, \(peaks[1]) MiB large")
    }
  }

  /// Source: Documentation/admin-guide/sysctl/vm.rst, `drop_caches`; dirty pages stay, so sync first.
  private func dropCaches() throws {
    sync()
    let path = "/proc/sys/vm/drop_caches"
    let descriptor = open(path, O_WRONLY)
    if descriptor < 0 { throw SystemFailure(path) }
    defer { close(descriptor) }
    try Array("3".utf8).withUnsafeBytes { try writeAll($0, to: descriptor, path) }
  }

  private func absolute(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.path
  }
}

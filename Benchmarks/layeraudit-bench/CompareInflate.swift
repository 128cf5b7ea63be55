import ArgumentParser
import Foundation

struct CompareInflate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare-inflate",
    abstract: "Times layeraudit beside igzip, pigz and openssl on one compressed layer.",
    discussion: """
      layeraudit has to inflate the layer, to hash both the layer and its tar, and to read the tar;
      the others only inflate and hash the tar. Ends with 0 whatever the figures are, unless a command
      failed.
      """)

  @Argument(help: "Where to make an OCI layout with one layer; used again when it is there.")
  var layout: String

  @OptionGroup var program: MeasuredProgram

  @Option(help: "Bytes of the layer's files.")
  var bytes = 1_000_000_000

  @Option(help: "gzip or zstd.")
  var compression = PackedLayout.Compression.gzip

  func run() throws {
    let made =
      FileManager.default.fileExists(atPath: layout)
      ? try PackedLayout.found(at: layout)
      : try PackedLayout.make(at: layout, bytes: bytes, compression: compression)
    let contenders = [ours(made)] + Self.peers(of: made)
    var costs: [[Cost]] = contenders.map { _ in [] }
    for contender in contenders { _ = try contender.run() }
    for _ in 0..<program.runs {
      for (index, contender) in contenders.enumerated() { costs[index].append(try contender.run()) }
    }
    print("\(made.compressedBytes) bytes inflate to \(made.tarBytes)")
    let walls = costs.map { $0.map(\.wallSeconds).sorted()[$0.count / 2] }
    for (index, contender) in contenders.enumerated() {
      let peak = costs[index].map(\.peakBytes).max() ?? 0
      print(
        contender.name.padding(toLength: 40, withPad: " ", startingAt: 0),
        String(format: "%7.3f s", walls[index]),
        String(format: "%6.0f MB/s", Double(made.tarBytes) / 1e6 / walls[index]),
        "peak \(ComparisonTable.peakText(peak)) MiB")
    }
    guard let best = walls.dropFirst().min() else { return }
    let ratio = walls[0] / best
    print(
      ratio <= 1 ? "met   " : "missed",
      String(format: "wall <= 1.00 x the quickest of the others: %.3f", ratio))
  }

  private func ours(_ made: PackedLayout) -> Contender {
    Contender(
      name: "layeraudit content",
      command: [program.layeraudit, "audit", "--no-state", "--level", "content", "-q", made.root],
      accepted: [0, 1])
  }

  /// Those that are installed.
  private static func peers(of made: PackedLayout) -> [Contender] {
    let programs = made.compression == .gzip ? ["igzip", "pigz"] : ["zstd"]
    return programs.filter(isInstalled).map { program in
      Contender(
        name: "\(program) -dc | openssl dgst -sha256",
        command: [
          "sh", "-c", "\(program) -dc <\"$1\" | openssl dgst -sha256", "sh", made.layerPath,
        ])
    }
  }

  static func isInstalled(_ program: String) -> Bool {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").contains {
      FileManager.default.isExecutableFile(atPath: "\($0)/\(program)")
    }
  }
}

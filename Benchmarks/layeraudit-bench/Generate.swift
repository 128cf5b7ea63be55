import ArgumentParser
import Foundation

struct Generate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Writes a valid store of a given size; the same options give the same files.")

  @Argument(help: "A new or empty directory.")
  var directory: String

  @Option(help: "Bytes of files, such as 3GB or 512MiB.")
  var size = ByteSize(bytes: 3_000_000_000)

  @Option(help: "How many files.")
  var files = 150_000

  @Option(help: "How many layers in both images together, 5 to 200.")
  var layers = 40

  @Option(help: "Where the random numbers start.")
  var seed: UInt64 = 1

  @Option(help: "How the store is laid out.")
  var format = FormatName.dockerGraphAufs

  func validate() throws {
    guard (5...200).contains(layers) else { throw ValidationError("--layers is 5 to 200") }
    guard files >= 20 * layers else {
      throw ValidationError("--files is less than 20 for each layer")
    }
  }

  func run() throws {
    let manager = FileManager.default
    try manager.createDirectory(atPath: directory, withIntermediateDirectories: true)
    guard try manager.contentsOfDirectory(atPath: directory).isEmpty else {
      throw ValidationError("\(directory) is not empty")
    }
    umask(0o022)
    let start = ContinuousClock.now
    let plan = StorePlan(bytes: size.bytes, files: files, layers: layers, seed: seed)
    let totals = try format.format.write(plan, to: directory)
    let seconds = (ContinuousClock.now - start) / .seconds(1)
    print(
      """
      \(layers) layers, \(totals.bytes) bytes, \(totals.files) files, \
      \(totals.directories) directories, \(totals.symbolicLinks) symbolic links, \
      \(totals.hardLinks) hard links, \(totals.whiteouts) whiteouts \
      in \(String(format: "%.1f", seconds)) s
      """)
  }
}

/// A number with an optional unit: KB, MB, GB are powers of 1000; KiB, MiB, GiB of 1024.
struct ByteSize: ExpressibleByArgument, CustomStringConvertible {
  let bytes: Int

  private static let units = [
    "": 1, "B": 1, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000,
    "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
  ]

  init(bytes: Int) {
    self.bytes = bytes
  }

  init?(argument: String) {
    let digits = argument.prefix { $0.isNumber }
    guard let number = Int(digits), let unit = Self.units[String(argument.dropFirst(digits.count))]
    else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit)
    if overflow || bytes == 0 { return nil }
    self.init(bytes: bytes)
  }

  var description: String {
    bytes % 1_000_000_000 == 0 ? "\(bytes / 1_000_000_000)GB" : "\(bytes)B"
  }
}

import Glibc

/// Runs libFuzzer on one target: `layeraudit-fuzz TARGET [libFuzzer's flags and corpora]`.
@main enum LayerAuditFuzz {
  static func main() {
    var arguments = CommandLine.arguments
    guard arguments.count > 1, let target = FuzzTarget(rawValue: arguments[1]) else {
      let names = FuzzTarget.allCases.map(\.rawValue).joined(separator: " | ")
      return print("usage: layeraudit-fuzz \(names) [libFuzzer's flags] [CORPUS...]")
    }
    // libFuzzer calls itself by the first word.
    arguments.remove(at: 1)
    var words = arguments.map { strdup($0) } + [nil]
    var count = Int32(arguments.count)
    words.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      _ = LLVMFuzzerRunDriver(&count, &start, target.entry)
    }
  }
}

/// What is called with each input: never the same bytes to keep, and 0 to go on.
typealias FuzzEntry = @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32

/// Source: LLVM `compiler-rt/lib/fuzzer/FuzzerDriver.cpp`.
@_silgen_name("LLVMFuzzerRunDriver") private func LLVMFuzzerRunDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ words: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>,
  _ entry: FuzzEntry
) -> Int32

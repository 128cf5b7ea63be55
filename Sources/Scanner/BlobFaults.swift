internal import LayerModel

/// The faults of one blob, within bounds: of each kind so many are kept, the rest is counted.
struct BlobFaults: Sendable {
  static let limit = 50
  /// Of a name so many bytes are kept: no file system has longer ones.
  private static let nameLimit = 4_096

  private(set) var kept: [BlobFault] = []
  private(set) var leftOut = 0
  private var counts: [BlobFault.Kind: Int] = [:]

  mutating func add(_ fault: BlobFault) {
    let count = counts[fault.kind, default: 0]
    guard count < Self.limit else {
      leftOut += 1
      return
    }
    counts[fault.kind] = count + 1
    var fault = fault
    if fault.name.bytes.count > Self.nameLimit {
      fault.name = BytePath(fault.name.bytes.prefix(Self.nameLimit))
    }
    kept.append(fault)
  }
}

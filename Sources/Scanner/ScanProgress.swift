package import FileAccess
internal import LayerModel
internal import Synchronization

/// How far a scan is, and whether it is to end early; read and told from any thread while it runs.
package final class ScanProgress: Sendable {
  package struct Counts: Hashable, Sendable {
    package var layersDone = 0
    package var layersTotal = 0
    package var files = 0
    package var bytes: Int64 = 0
    /// How much is thought to be read in all; 0 when nobody knows.
    package var bytesTotal: Int64 = 0
  }

  private let layersDone = Atomic(0)
  private let layersTotal = Atomic(0)
  private let files = Atomic(0)
  private let bytes = Atomic<Int64>(0)
  private let bytesTotal = Atomic<Int64>(0)
  /// Ends reading before a scan, too, where it is given to whoever reads.
  package let stopFlag: StopFlag
  /// How fast content may be read; `nil` for as fast as can be.
  let pace: Pace?

  package init(pace: Pace? = nil, stopFlag: StopFlag = StopFlag()) {
    self.pace = pace
    self.stopFlag = stopFlag
  }

  /// Ends the scan soon: what was not read by then is reported as not read.
  package func stop() { stopFlag.set() }

  package var isStopped: Bool { stopFlag.isSet }

  package var counts: Counts {
    Counts(
      layersDone: layersDone.load(ordering: .relaxed),
      layersTotal: layersTotal.load(ordering: .relaxed), files: files.load(ordering: .relaxed),
      bytes: bytes.load(ordering: .relaxed), bytesTotal: bytesTotal.load(ordering: .relaxed))
  }

  func expect(layers: Int, bytes: ByteCount) {
    layersTotal.wrappingAdd(layers, ordering: .relaxed)
    bytesTotal.wrappingAdd(bytes.value, ordering: .relaxed)
  }
  func finishLayer() { layersDone.wrappingAdd(1, ordering: .relaxed) }

  func add(files: Int, bytes: Int64) {
    self.files.wrappingAdd(files, ordering: .relaxed)
    self.bytes.wrappingAdd(bytes, ordering: .relaxed)
  }
}

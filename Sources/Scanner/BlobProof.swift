internal import Archives
internal import FileAccess
internal import LayerModel

/// The proof of one layer by its blob, while others may be proven by the same one.
///
/// A class, since an array holds no values that cannot be copied; only one worker has it.
final class BlobProof {
  /// Of the tree among those of the scan.
  let number: Int
  private var proof: TarSplitProof
  private var problem: ReadProblem?

  init(_ number: Int, of state: ScanState, in root: borrowing Directory) throws(ReadProblem) {
    self.number = number
    proof = try TarSplitProof(number, of: state, in: root)
  }

  func record(of hash: UInt64) -> NameRecord { proof.known.names.table[hash] }

  func take(_ entry: TarWalk.Entry, tools: inout WorkerTools, progress: ScanProgress) {
    guard problem == nil else { return }
    do throws(ReadProblem) {
      try proof.take(entry, tools: &tools, progress: progress)
    } catch {
      problem = error
    }
  }

  func content(_ piece: ArraySlice<UInt8>, tools: inout WorkerTools, progress: ScanProgress) {
    if problem == nil { proof.compare(piece, tools: &tools, progress: progress) }
  }

  func contentEnd(tools: inout WorkerTools, progress: ScanProgress) {
    if problem == nil { proof.endComparison(tools: &tools, progress: progress) }
  }

  /// What came of it, given what was found of the blob itself.
  func finish(
    _ blob: BlobMeasurement, unusable: ReadProblem?, tools: inout WorkerTools,
    progress: ScanProgress
  ) -> (outcome: TarSplitProof.Outcome, known: ProvenTree) {
    if let problem = unusable ?? problem {
      proof.abandon(problem)
    } else {
      proof.conclude(blob, tools: &tools, progress: progress)
    }
    return (proof.outcome, proof.known)
  }
}

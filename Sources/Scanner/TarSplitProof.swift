internal import FileAccess
internal import LayerModel

enum TarSplitProof {
  struct Outcome: Sendable {
    var faults: [EntryFault] = []
    var faultsLeftOut = 0
    var size: ByteCount?
    var digest: Digest?
    var entries: Int?

    func verdict(recorded: Digest?) -> (Verification, String) { (.unverifiable, "") }
  }
}

extension ScanWorker {
  mutating func prove(_ tree: Int) {
    state.frontier.push([.directory(DirectoryWork(tree: tree, path: BytePath([]), slot: nil))])
  }
}

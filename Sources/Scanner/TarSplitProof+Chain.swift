internal import Archives
internal import FileAccess
internal import LayerModel

/// Layers that are copies of their whole chain.
extension TarSplitProof {
  /// Learns from the headers of all tars of the chain what the layer should have in the end.
  ///
  /// Names only: what they should be is read again when it is compared, so that memory holds
  /// twelve bytes a name.
  mutating func replayChain(_ path: BytePath, in root: borrowing Directory) throws(ReadProblem) {
    guard tree.shape == .wholeTree, let inherited = tree.inheritedTarSplits,
      inherited.count < Int(UInt8.max)
    else { return }
    known.inherits = true
    do throws(ReadProblem) {
      for (number, ancestor) in inherited.enumerated() {
        try replay(ancestor, layer: UInt8(clamping: number), isOwn: false, in: root)
      }
    } catch {
      // The ancestor's own proof reports it.
      outcome.leavesInherited = true
      known.names = LayerNames()
      known.inherits = false
      return
    }
    do throws(ReadProblem) {
      try replay(path, layer: ownLayer, isOwn: true, in: root)
    } catch {
      // What came out may still be whole; `checkOwn` meets the same problem and judges it.
    }
  }

  private mutating func replay(
    _ path: BytePath, layer: UInt8, isOwn: Bool, in root: borrowing Directory
  ) throws(ReadProblem) {
    _ = try TarSplitSteps.read(path, in: root) { (step) throws(ReadProblem) in
      guard case .entry(let header, let file) = step else { return }
      let place = places.place(of: header.name)
      let role = TarRole(place, header, shape: tree.shape, parent: places.parent)
      try add(
        ProofEntry(place: place, role: role, header: header, file: file, isOwn: isOwn),
        layer: layer)
    }
  }

  /// Holds the copies of what the ancestors' tars made against these tars.
  mutating func checkInherited(
    in root: borrowing Directory, tools: inout WorkerTools, progress: ScanProgress
  ) throws(ReadProblem) {
    guard known.inherits, let inherited = tree.inheritedTarSplits else { return }
    for (number, ancestor) in inherited.enumerated() {
      let layer = UInt8(clamping: number)
      _ = try TarSplitSteps.read(ancestor, in: root) { (step) throws(ReadProblem) in
        guard case .entry(let header, let file) = step else { return }
        let place = places.place(of: header.name)
        let role = TarRole(place, header, shape: tree.shape, parent: places.parent)
        guard case .entry = role,
          known.names.record(of: place, below: places.ancestors, layer: layer) != nil
        else { return }
        try check(
          ProofEntry(place: place, role: role, header: header, file: file, isOwn: false),
          layer: layer, tools: &tools, progress: progress)
      }
    }
  }
}

internal import FileAccess
internal import LayerModel

/// The root directories of overlay's layers, of which no tar tells anything.
///
/// The engines make one with mode and owner of the parent's, and pass over the tar's entry for it.
/// Source: containers/storage `drivers/overlay/overlay.go`, `create`; `pkg/archive/archive.go`,
/// `Unpack`: `hdr.Name == "."`.
extension StorageReading {
  private struct Attributes: Hashable {
    var mode: UInt32
    var owner: UInt32
    var group: UInt32

    var text: String { "mode \(String(mode, radix: 8)), owner \(owner):\(group)" }
  }

  /// Modes that the engines gave to the root of a base layer, the newer first.
  private static let baseModes: [UInt32] = [0o555, 0o755]

  /// Holds the root of every image layer against that of the base of its chain.
  mutating func checkRoots() {
    var found: [LayerID: Attributes] = [:]
    var byBase: [LayerID: [LayerID]] = [:]
    for (id, layer) in layers where layer.claim.role == .image {
      // Layers fetched in parts have the root that their table of contents tells.
      guard layer.claim.contentState == "directory", layer.claim.tocDigest == nil,
        layer.users.isEmpty, layer.groups.isEmpty,
        let status = status(of: layer.claim.contentPath, layer: id)
      else { continue }
      // Where a mode is forced on files, an attribute has what the engine would have given.
      if status.mode == record.location.forcedMode || isOverridden(layer.claim.contentPath) {
        continue
      }
      found[id] = Attributes(mode: status.mode, owner: status.owner, group: status.group)
      if chain.depths[id] != nil, let base = chain.ends[id] {
        byBase[base, default: []].append(id)
      }
    }
    for (base, ids) in byBase { check(ids.sorted(), on: base, found) }
  }

  /// Source: containers/storage `pkg/idtools/idtools.go`, `ContainersOverrideXattr`.
  private mutating func isOverridden(_ path: BytePath) -> Bool {
    do throws(SystemError) {
      return try root.attributesOfEntry(path).contains {
        $0.name == "user.containers.override_stat"
      }
    } catch {
      if !error.isAbsence { report(error.problem(at: path)) }
      return false
    }
  }

  private mutating func check(
    _ ids: [LayerID], on base: LayerID, _ found: [LayerID: Attributes]
  ) {
    guard let due = due(ids, on: base, found) else { return }
    for id in ids {
      guard let own = found[id], own != due, let path = layers[id]?.claim.contentPath else {
        continue
      }
      note("layer-root-differs", path, layer: id, expected: due.text, actual: own.text)
    }
  }

  /// The base's, unless no engine makes such: then what most layers on it have.
  private func due(
    _ ids: [LayerID], on base: LayerID, _ found: [LayerID: Attributes]
  ) -> Attributes? {
    // Of a base in an additional store nothing is known here.
    guard let own = found[base] else { return nil }
    if Self.baseModes.contains(own.mode) { return own }
    var counts: [Attributes: Int] = [:]
    for id in ids where id != base {
      if let other = found[id], Self.baseModes.contains(other.mode) {
        counts[other, default: 0] += 1
      }
    }
    let most = counts.max { ($0.value, $1.key.mode) < ($1.value, $0.key.mode) }
    let usual = Attributes(mode: Self.baseModes[0], owner: own.owner, group: own.group)
    return most?.key ?? usual
  }
}

package import LayerModel
internal import LayerStores

/// The first two hops: which stores are here, and what their metadata claims.
package enum Stores {
  /// Reads every store at or below the paths, sorted by id.
  ///
  /// A store of a format that cannot be read yet is there too, with a problem that says so, so
  /// that it cannot be mistaken for a clean one.
  package static func read(at paths: [BytePath]) throws(AuditFailure) -> [StoreRecord] {
    var records: [StoreRecord] = []
    var tried: [ReadProblem] = []
    var seen: Set<StoreLocation> = []
    for path in paths {
      let found = StoreDiscovery.discover(in: path)
      tried += found.problems
      for location in found.locations where seen.insert(location).inserted {
        do {
          records.append(try read(location))
        } catch {
          tried.append(error)
        }
      }
      for other in found.unsupported {
        let location = StoreLocation(kind: other.kind, driver: "unknown", root: other.path)
        if seen.insert(location).inserted { records.append(unread(location)) }
      }
    }
    guard records.contains(where: { !$0.searchedRoots.isEmpty || !$0.layers.isEmpty }) else {
      throw .noStore(tried: tried + records.flatMap { $0.problems.map(\.problem) })
    }
    return records.sorted { $0.location.id < $1.location.id }
  }

  /// Reads one store, whose kind and driver are known.
  static func read(_ location: StoreLocation) throws(ReadProblem) -> StoreRecord {
    switch location.kind {
    case .dockerGraph: try DockerGraphReader.read(location)
    case .dockerLayerDB: try DockerLayerDBReader.read(location)
    case .containersStorage, .containerd, .ociLayout, .dockerArchive: unread(location)
    }
  }

  /// The roots of all stores at or below the paths, those that cannot be read included.
  package static func roots(at paths: [BytePath]) -> [BytePath] {
    paths.flatMap { path in
      let found = StoreDiscovery.discover(in: path)
      return found.locations.map(\.root) + found.unsupported.map(\.path)
    }
  }

  private static func unread(_ location: StoreLocation) -> StoreRecord {
    var record = StoreRecord(location: location)
    let reason = "\(location.kind.rawValue) stores cannot be read by this version"
    record.problems = [AttributedProblem(.notEntered(BytePath([]), reason: reason))]
    return record
  }
}

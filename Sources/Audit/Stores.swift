package import FileAccess
package import LayerModel
internal import LayerStores

/// The first two hops: which stores are here, and what their metadata claims.
package enum Stores {
  /// Reads every store at or below the paths, sorted by root, then id.
  ///
  /// Once `stop` is set nothing more is read: what was not read whole by then has a problem that
  /// says so, and nothing else.
  package static func read(
    at places: StorePlaces, stop: StopFlag? = nil
  ) throws(AuditFailure) -> [StoreRecord] {
    var records: [StoreRecord] = []
    var tried: [ReadProblem] = []
    // Beside a store that was found there may be others where nobody could look.
    var unsearched: [ReadProblem] = []
    var seen: Set<StoreLocation> = []
    var found: [Discovery] = []
    for path in places.paths where stop?.isSet != true {
      let discovery = StoreDiscovery.discover(in: path, stop: stop)
      found.append(discovery)
      let problems = problems(discovery, at: path, isNamed: places.areNamed)
      tried += problems
      let isLost = places.areNamed && discovery.locations.isEmpty
      unsearched +=
        isLost ? problems.map(\.ofSearchedDirectory) : problems.filter(\.leavesUnknown)
    }
    let dockerRoots = found.flatMap(\.dockerRoots)
    for found in found where stop?.isSet != true {
      for var location in found.locations where seen.insert(location).inserted {
        location.additionalStores = places.additionalStores(of: location.root)
        location.forcedMode = places.forcedMode(of: location.root)
        if location.kind == .containerd {
          location.dockerRoots = places.dockerRoots(of: location.root, found: dockerRoots)
        }
        do {
          records.append(try read(location, stop: stop))
        } catch {
          tried.append(error)
          if places.areNamed || error.leavesUnknown { unsearched.append(error.ofSearchedDirectory) }
        }
      }
    }
    let hasStore = records.contains { !$0.searchedRoots.isEmpty || !$0.layers.isEmpty }
    guard hasStore || stop?.isSet == true else {
      throw .noStore(tried: tried + records.flatMap { $0.problems.map(\.problem) })
    }
    records.sort { ($0.location.root, $0.location.id) < ($1.location.root, $1.location.id) }
    StoreRecord.divideRoots(of: &records)
    if !records.isEmpty { records[0].problems += unsearched.map { AttributedProblem($0) } }
    return records
  }

  /// What kept a path from being searched; a path that was named and leads to no store has one at
  /// least, lest people hear only that other stores are sound.
  private static func problems(
    _ found: Discovery, at path: BytePath, isNamed: Bool
  ) -> [ReadProblem] {
    guard isNamed, found.locations.isEmpty, found.problems.isEmpty else { return found.problems }
    return [.notEntered(path, reason: "there is no store in it")]
  }

  /// Reads one store, whose kind and driver are known.
  static func read(
    _ location: StoreLocation, stop: StopFlag? = nil
  ) throws(ReadProblem) -> StoreRecord {
    let record: StoreRecord
    switch location.kind {
    case .dockerGraph: record = try DockerGraphReader.read(location, stop: stop)
    case .dockerLayerDB: record = try DockerLayerDBReader.read(location, stop: stop)
    case .containersStorage: record = try ContainersStorageReader.read(location, stop: stop)
    case .containerd: record = try ContainerdReader.read(location, stop: stop)
    case .ociLayout: record = try OCILayoutReader.read(location, stop: stop)
    case .dockerArchive: record = try DockerArchiveReader.read(location, stop: stop)
    }
    guard stop?.isSet == true else { return record }
    // Half a record would accuse layers whose owners are in the other half.
    var stopped = StoreRecord(location: location)
    stopped.problems = [AttributedProblem(.stopped(BytePath([])))]
    return stopped
  }

  /// The roots of all stores at or below the paths, those that cannot be read included.
  package static func roots(at paths: [BytePath], stop: StopFlag? = nil) -> [BytePath] {
    paths.flatMap { StoreDiscovery.discover(in: $0, stop: stop).locations.map(\.root) }
  }
}

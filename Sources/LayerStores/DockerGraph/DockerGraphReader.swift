package import FileAccess
package import LayerModel

/// Reads the store of Docker 1.5 to 1.9: `graph/`, tags, containers and one driver's directories.
///
/// Kinds of ``Oddity`` that it emits: `trailing-bytes`, `invalid-utf8`, `ambiguous-parent`,
/// `ambiguous-id`, `ambiguous-key`, `large-metadata`, `mode-drift`, `unknown-file`, `non-hex-id`,
/// `ambiguous-short-id`, `blob-digest-differs`, `parent-file-malformed`, `parent-file-differs`,
/// `chain-unknown-ancestor`, `lower-id-malformed`, `lower-id-unknown`, `device-id-duplicate`,
/// `device-size-implausible`.
package enum DockerGraphReader {
  /// Reads all metadata of one driver in one root.
  ///
  /// - Throws: only when the root itself cannot be opened, or the driver is none of this format.
  package static func read(
    _ location: StoreLocation, stop: StopFlag? = nil
  ) throws(ReadProblem) -> StoreRecord {
    guard let driver = GraphDriver(rawValue: location.driver) else {
      throw .notEntered(location.root, reason: "no such driver: \(location.driver)")
    }
    let root = try Directory.openRoot(location.root, stop: stop)
    let survey = GraphSurvey(of: root)
    let primary = survey.driversInUse(repositories: repositories(in: root)).first
    var reading = GraphReading(
      root, location, driver, survey, isPrimary: primary == nil || primary == driver)
    reading.readEverything()
    return reading.finish()
  }

  /// The stores in one directory, the one that the daemon used last first; empty if there is none.
  ///
  /// Source: docker 1.7.1 `daemon/daemon.go`, `NewDaemon`; `graph/graph.go`, `NewGraph`.
  static func locations(
    in directory: borrowing Directory, entries: [BytePath: FileKind], root: BytePath
  ) -> [StoreLocation] {
    let drivers = GraphDriver.allCases.filter {
      entries[BytePath($0.rawValue)] == .directory
    }
    let repositories = Set(GraphDriver.allCases.filter { entries[$0.repositories] != nil })
    let hasGraph = entries["graph"] == .directory
    guard
      hasGraph
        ? !(drivers.isEmpty && repositories.isEmpty)
        : !drivers.isEmpty && !repositories.isEmpty
    else { return [] }
    let inUse = GraphSurvey(of: directory).driversInUse(repositories: repositories)
    return inUse.map { StoreLocation(kind: .dockerGraph, driver: $0.rawValue, root: root) }
  }

  private static func repositories(in root: borrowing Directory) -> Set<GraphDriver> {
    var found: Set<GraphDriver> = []
    for driver in GraphDriver.allCases {
      do {
        if try root.statusIfPresent(driver.repositories) != nil { found.insert(driver) }
      } catch {
        // Reported when the file itself is read.
      }
    }
    return found
  }
}

internal import Baselines
internal import FileAccess
internal import LayerModel
internal import LayerStores
internal import Scanner

/// Reads again what is accused: a live store changes while it is read, and what was true of two
/// moments at once was never true.
struct SecondLook {
  /// The layers and paths that findings accuse, of one store.
  struct Accused {
    fileprivate var layers: Set<LayerID> = []
    fileprivate var paths: Set<BytePath> = []

    mutating func add(_ finding: Finding) {
      if let layer = finding.layer { layers.insert(layer) }
      if let path = finding.path { paths.insert(path) }
    }
  }

  private let level: AuditLevel
  private let scanner: Scanner
  private let baseline: Baseline?
  private let past: PastReadings?
  private let progress: ScanProgress
  private let now: Timestamp

  /// A store that changed so lately is given time to come to rest, in seconds.
  private static let recently: Int64 = 60
  /// How often a store is read again before its unrest is taken for its state.
  static let rounds = 3
  /// As long as each reading accuses something that the one before did not.
  static let mostRounds = 6

  init(_ request: AuditRequest, progress: ScanProgress) {
    level = request.level
    scanner = Scanner(workers: request.workers)
    baseline = request.baseline
    past = request.past
    self.progress = progress
    now = request.now
  }

  /// Whether a daemon seems to be at work in the store.
  func isAtWork(_ record: StoreRecord) -> Bool {
    let ofLayers = record.layers.flatMap { layer in
      [
        layer.contentPath.parent, layer.contentPath.parent.parent,
        layer.metadataPath?.parent.parent,
      ]
      .compactMap(\.self)
    }
    // A name or a step of a build changes nothing but the files that tell of it.
    let places = Set(ofLayers + record.searchedRoots.map(\.path) + record.documents.map(\.path))
    do throws(ReadProblem) {
      let root = try Directory.openRoot(record.location.root)
      for place in places where !place.isEmpty {
        // Whoever removed it changed the directory that it was in.
        guard let status = try root.statusIfPresent(place) else { continue }
        if max(status.modified.seconds, status.changed.seconds) > now.seconds - Self.recently {
          return true
        }
      }
      return false
    } catch {
      // Whatever is wrong with it is reported by those who read it.
      return false
    }
  }

  /// The store as it is now: metadata anew, content of what is accused or is not what was measured.
  func again(_ store: StoreReport, accused: Accused) -> StoreReport {
    var record: StoreRecord
    do throws(ReadProblem) {
      record = try Stores.read(store.record.location, stop: progress.stopFlag)
    } catch {
      var store = store
      store.measurements.problems.append(AttributedProblem(error.ofVanished))
      return store
    }
    if progress.isStopped { return store }
    record.ledgerRange = store.record.ledgerRange
    // What lies outside the store is not read again.
    let told = Set(record.problems)
    record.problems += store.record.problems.filter {
      $0.problem.path.isAbsolute && !told.contains($0)
    }
    let known = Dictionary(
      store.record.layers.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    // What could not be read may have been on its way out, and is not missed then.
    let unread = store.measurements.problems.filter(\.problem.leavesUnknown)
    let layers = accused.layers.union(unread.compactMap(\.layer)).union(
      record.layers.filter { layer in
        store.measurements.layers[layer.id] == nil
          || known[layer.id].map { !layer.hasContent(of: $0) } ?? true
      }
      .map(\.id))
    let leftoverPaths = PathSet(record.leftovers.map(\.path))
    let unreadLeftovers = unread.filter { $0.layer == nil }
      .compactMap { leftoverPaths.member(around: $0.problem.path) }
    let leftovers = accused.paths.union(unreadLeftovers).union(
      record.leftovers.map(\.path).filter { store.measurements.leftovers[$0] == nil })
    let unreadPaths = Set(unread.map(\.problem.path))
    let knownBlobs = Dictionary(
      store.record.blobs.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
    let blobs = accused.paths.union(
      record.blobs.filter { blob in
        knownBlobs[blob.path] != blob || unreadPaths.contains(blob.path)
      }
      .map(\.path))
    var found = scanner.scan(
      record, level: level, within: .init(layers: layers, leftovers: leftovers, blobs: blobs),
      progress: progress)
    if let baseline {
      BaselineComparison(baseline: baseline, record: record, scanner: scanner).apply(to: &found)
    }
    found.noteReadings(of: record.location, past: past, now: now)
    var measurements = store.measurements.updated(by: found, of: record)
    acceptRemovals(in: &measurements, from: record)
    // Of parts of a store no sum can be told.
    let isUnsure = store.measurements.account?.problems.isEmpty == false
    if record != store.record || isUnsure, level > .metadata {
      measurements.takeAccount(scanner.scan(record, level: .sizes, progress: progress).account)
    }
    return StoreReport(
      record: record, measurements: measurements, ledger: Ledger(of: record, measurements))
  }

  /// The store without what one reading alone made of the content of layers and blobs, but for those
  /// that are damaged in another way: no two readings agree on it, so it counts as not read.
  func leaving(
    _ unconfirmed: [Finding], but confirmed: [Finding], of store: StoreReport
  ) -> StoreReport {
    var store = store
    store.measurements.leaveDamage(
      in: Set(unconfirmed.compactMap(\.layer)).subtracting(confirmed.compactMap(\.layer)),
      Set(unconfirmed.compactMap(\.path)).subtracting(confirmed.compactMap(\.path)),
      of: store.record)
    acceptRemovals(in: &store.measurements, from: store.record)
    return store
  }

  /// Asks the metadata once more where something went while it was looked at.
  private func acceptRemovals(in measurements: inout StoreMeasurements, from record: StoreRecord) {
    let changed = measurements.problems.contains { attributed in
      if case .changedWhileReading = attributed.problem { true } else { false }
    }
    guard changed, !progress.isStopped else { return }
    do throws(ReadProblem) {
      let latest = try Stores.read(record.location, stop: progress.stopFlag)
      // What was ended midway lists less than there is.
      guard !progress.isStopped else { return }
      measurements.acceptRemovals(from: record, by: latest)
    } catch {
      // Nothing is known of what went, so all of it stays unread.
    }
  }
}

extension LayerClaim {
  /// Whether what was measured of `other` holds of this one as well.
  fileprivate func hasContent(of other: LayerClaim) -> Bool {
    content == other.content && contentState == other.contentState && role == other.role
      && recordedDiffID == other.recordedDiffID
  }
}

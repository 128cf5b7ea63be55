internal import FileAccess
internal import LayerModel

/// `layerdb/sha256/<chain>-<64 hex>-removing`: a layer whose removal has begun.
///
/// A clean stop of the daemon removes whatever directory its `cache-id` names.
/// Source: moby v20.10.24 `layer/filestore.go`, `getOrphan`; `layer/layer_store.go`, `Cleanup`.
struct LayerDBRemoval {
  let path: BytePath
  /// `nil` when it names no directory that we would look at.
  let cacheID: LayerID?
  let cacheIDState: String
  let problem: ReadProblem?
  /// The layer below, whose turn comes next; `nil` when there is none or it is not told.
  let parent: LayerID?
  /// Seconds since the epoch; of the renaming, or of what came after it.
  let changedAt: Int64?

  /// `nil` for any other name.
  init?(_ name: BytePath, at path: BytePath, in root: borrowing Directory) {
    let parts = name.bytes.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 3, Digest(hex: parts[0]) != nil, Digest(hex: parts[1]) != nil,
      parts[2].elementsEqual("removing".utf8)
    else { return nil }
    self.path = path
    let file = TrimmedFile(path.appending("cache-id"), in: root)
    problem = file.problem
    let parent = TrimmedFile(path.appending("parent"), in: root)
    self.parent = Digest(prefixed: parent.bytes).map { LayerID($0.hex) }
    changedAt = Self.newestChange(of: path, in: root)
    let cacheID = CacheID(file)
    self.cacheID = cacheID.id
    cacheIDState = cacheID.state
  }

  /// What vanished meanwhile is not under removal any more; what keeps it from being asked for keeps
  /// its `cache-id` from being read, and is told of that.
  private static func newestChange(of path: BytePath, in root: borrowing Directory) -> Int64? {
    do { return try root.status(path).newestChange } catch { return nil }
  }
}

extension LayerDBReading {
  /// Layers under removal keep their directories until the daemon stops.
  mutating func readRemovals() {
    for removal in removals {
      if let problem = removal.problem, problem.leavesUnknown {
        report(problem)
        directoriesKnown = false
      }
    }
    let path = driver.images.appending("layerdb/sha256")
    search("removals", path, owners: removals.count { $0.cacheID != nil })
  }

  /// Tells removals that would destroy what is in use from those that only wait.
  mutating func collectRemovals() {
    for removal in removals {
      if removal.cacheIDState == "traversal" {
        note("removal-traversal", removal.path, expected: "a cache id")
      } else if let cacheID = removal.cacheID {
        let isLive = owned[cacheID] != nil || cache.directories[cacheID] != nil
        add(isLive ? .removingLive : .removing, removal.path, cacheID)
      } else {
        add(.removingNothing, removal.path)
      }
    }
  }
}

internal import Bolt
internal import FileAccess
internal import LayerModel

/// What data roots of Docker say of the leases and snapshots that their daemons have in containerd.
///
/// containerd knows a container of Docker only while it runs. What keeps its snapshot until it is
/// removed is a lease without an end that has its id, as the snapshot has.
///
/// Source: moby v28.5.2 `daemon/containerd/image_snapshot.go`, `createLayer`;
/// `daemon/images/store.go`, `imageKey`; BuildKit v0.25 `cache/manager.go`, `New`.
struct DockerOwners {
  /// One container, by its configuration.
  struct Container {
    var name: String
    /// The snapshotter.
    var driver: String?
    /// Digests of what it was made from: the index or manifest that was named, and the manifest.
    var images: [BytePath]
    var configPath: BytePath
    /// As ``ContainerClaim/configState``.
    var configState: String
    var oddities: [Oddity]
  }

  /// By id, those that were wanted.
  private(set) var containers: [BytePath: Container] = [:]
  /// Ids of all of them; `nil` when no root could be searched, or not every one.
  private(set) var containerIDs: Set<BytePath>?
  /// Ids of images, without their algorithm; `nil` as above.
  private(set) var imageIDs: Set<BytePath>?
  /// Ids of records of the build cache, as far as they could be read.
  private(set) var cacheIDs: Set<BytePath> = []
  /// Paths are absolute.
  private(set) var problems: [ReadProblem] = []

  /// Asks every root; configurations are read of the `wanted` containers alone.
  init(_ roots: [BytePath], wanted: (BytePath) -> Bool) {
    guard !roots.isEmpty else { return }
    containerIDs = []
    imageIDs = []
    for path in roots {
      do {
        try read(try Directory.openRoot(path), path, wanted)
      } catch {
        // A root that somebody only supposed need not be there.
        if case .missing = error {} else { note(error, below: path) }
        containerIDs = nil
        imageIDs = nil
      }
    }
  }

  private mutating func note(_ problem: ReadProblem, below root: BytePath) {
    let path = problem.path.isAbsolute ? problem.path : root.appending(problem.path)
    switch problem {
    case .malformed(_, let offset, let expected):
      problems.append(.malformed(path, offset: offset, expected: expected))
    case .wrongKind(_, let found, let expected):
      problems.append(.wrongKind(path, found: found, expected: expected))
    default: problems.append(.notEntered(path, reason: problem.detail))
    }
  }

  private mutating func read(
    _ root: borrowing Directory, _ path: BytePath, _ wanted: (BytePath) -> Bool
  ) throws(ReadProblem) {
    if let names = try root.namesIfPresent(DockerRoot.containers) {
      for name in names {
        containerIDs?.insert(name)
        if wanted(name) { readContainer(name, root, path) }
      }
    } else {
      containerIDs = nil
    }
    var hasImages = false
    for driver in LayerDBDriver.allCases {
      let folder = driver.images.appending("imagedb/content/sha256")
      guard let names = try root.namesIfPresent(folder) else { continue }
      hasImages = true
      imageIDs?.formUnion(names)
    }
    // A root that has lost its images says nothing of whose a lease is.
    if !hasImages { imageIDs = nil }
    for name in try root.namesIfPresent("buildkit") ?? [] where name.hasPrefix("containerd-") {
      readCache(BytePath("buildkit").appending(name), root, path)
    }
  }

  private mutating func readContainer(
    _ name: BytePath, _ root: borrowing Directory, _ path: BytePath
  ) {
    let file = GraphContainerConfig(ContainerID(name), file: "config.v2.json", in: root)
    // One that is being made or removed has none.
    guard file.state != "missing" else { return }
    if let problem = file.problem { note(problem, below: path) }
    let place = path.appending(file.path)
    let oddities = file.oddities.map { oddity in
      var oddity = oddity
      oddity.path = place
      return oddity
    }
    containers[name] = Container(
      name: file.name, driver: file.driver,
      images: [file.manifest, file.image].compactMap { $0.map { BytePath($0) } },
      configPath: place, configState: file.state, oddities: oddities)
  }

  /// Source: BuildKit v0.25 `cache/metadata/metadata.go`.
  private mutating func readCache(
    _ folder: BytePath, _ root: borrowing Directory, _ path: BytePath
  ) {
    let file = BoltFile(
      "build-cache", at: folder.appending("metadata_v2.db"), in: root, limits: .ofNames
    ) {
      (transaction) throws(BoltError<ReadProblem>) in
      var ids: Set<BytePath> = []
      guard let records = try transaction.bucket("_main") else { return ids }
      var entries = try transaction.entries(of: records)
      while let entry = try entries.next() {
        if entry.bucket != nil { ids.insert(BytePath(entry.key)) }
      }
      return ids
    }
    cacheIDs.formUnion(file.content ?? [])
    for problem in file.problems { note(problem, below: path) }
  }
}

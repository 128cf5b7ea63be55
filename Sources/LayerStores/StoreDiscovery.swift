package import FileAccess
package import LayerModel

/// The stores that were found below one path.
package struct Discovery: Hashable, Sendable {
  /// Sorted by root, the store that its daemon used last first.
  package var locations: [StoreLocation] = []
  /// Data roots of Docker, sorted as they were found, whether or not they are stores themselves.
  package var dockerRoots: [BytePath] = []
  /// What kept a directory from being searched.
  package var problems: [ReadProblem] = []
}

/// Finds stores by what directories hold, never by what they are called.
package enum StoreDiscovery {
  private static let maximumDepth = 3
  private static let maximumDirectories = 4_096

  /// Searches `path` and what is below it, at most three levels deep and never inside a store.
  package static func discover(in path: BytePath, stop: StopFlag? = nil) -> Discovery {
    var discovery = Discovery()
    do {
      let top = try Directory.openRoot(path, stop: stop)
      search(top, path, into: &discovery)
    } catch {
      inspect(file: path, error, stop, into: &discovery)
    }
    return discovery
  }

  /// Recognises an archive in a file; `problem` is why it is no directory.
  private static func inspect(
    file path: BytePath, _ problem: ReadProblem, _ stop: StopFlag?,
    into discovery: inout Discovery
  ) {
    guard case .wrongKind(_, found: .regular, _) = problem else {
      discovery.problems.append(problem)
      return
    }
    do throws(ReadProblem) {
      discovery.locations.append(try PackedArchive.location(path, stop: stop))
    } catch {
      discovery.problems.append(error)
    }
  }

  private static func search(
    _ top: borrowing Directory, _ path: BytePath, into discovery: inout Discovery
  ) {
    var level: [BytePath] = [BytePath([])]
    var visited = 0
    for depth in 0...maximumDepth {
      var next: [BytePath] = []
      for relative in level {
        visited += 1
        guard visited <= maximumDirectories else {
          let reason = "more than \(maximumDirectories) directories to search"
          discovery.problems.append(.notEntered(path.appending(relative), reason: reason))
          return
        }
        do {
          let children = try inspect(top, relative, path, into: &discovery)
          if depth < maximumDepth { next += children }
        } catch {
          discovery.problems.append(error)
        }
      }
      level = next
    }
  }

  /// Recognises stores in one directory; returns its subdirectories when there are none.
  private static func inspect(
    _ top: borrowing Directory, _ relative: BytePath, _ path: BytePath,
    into discovery: inout Discovery
  ) throws(ReadProblem) -> [BytePath] {
    let full = path.appending(relative)
    let directory = try open(relative, in: top, at: path)
    let entries = try directory.entries()
    var kinds: [BytePath: FileKind] = [:]
    for index in entries.indices {
      let name = entries.name(at: index)
      do throws(SystemError) {
        kinds[name] = try directory.status(of: entries, at: index).kind
      } catch {
        // An entry that vanished since it was listed is no store.
        guard !error.isAbsence else { continue }
        discovery.problems.append(error.problem(at: full.appending(name)))
      }
    }
    let storage = ContainersStorageReader.locations(in: directory, entries: kinds, root: full)
    discovery.problems += storage.problems
    let locations =
      DockerGraphReader.locations(in: directory, entries: kinds, root: full)
      + DockerLayerDBReader.locations(in: directory, entries: kinds, root: full)
      + storage.locations
      + OCILayoutReader.locations(in: directory, entries: kinds, root: full)
      + DockerArchiveReader.locations(in: directory, entries: kinds, root: full)
      + ContainerdReader.locations(in: directory, entries: kinds, root: full)
    discovery.locations += locations
    let isDocker = DockerRoot.isOne(kinds)
    if isDocker {
      discovery.dockerRoots.append(full)
      try inspectContainerd(of: relative, top, path, into: &discovery)
    }
    if locations.isEmpty, isDirectoryTransport(directory, kinds) {
      let reason =
        "it is an image in skopeo's dir: form, which is not read: audit the layout that "
        + "`skopeo copy dir:DIRECTORY oci:LAYOUT:NAME` makes of it"
      discovery.problems.append(.notEntered(full, reason: reason))
    }
    let isStore = !locations.isEmpty
    return kinds.filter { name, kind in
      kind == .directory && (!isStore || isUserRoot(name))
        && !(isDocker && DockerRoot.containerd.isWithin(name))
    }.keys.sorted().map { relative.appending($0) }
  }

  /// Recognises the containerd that a Docker daemon runs for itself, however deep its root lies.
  private static func inspectContainerd(
    of relative: BytePath, _ top: borrowing Directory, _ path: BytePath,
    into discovery: inout Discovery
  ) throws(ReadProblem) {
    let folder = relative.appending(DockerRoot.containerd)
    guard try top.statusIfPresent(folder)?.kind == .directory else { return }
    _ = try inspect(top, folder, path, into: &discovery)
  }

  /// Source: containers/image `directory/directory_dest.go`, `version`.
  private static func isDirectoryTransport(
    _ directory: borrowing Directory, _ entries: [BytePath: FileKind]
  ) -> Bool {
    guard entries["version"] == .regular, entries["manifest.json"] == .regular else { return false }
    do {
      let version = try directory.read("version", limit: .wordLimit)
      return version.starts(with: "Directory Transport Version:".utf8)
    } catch {
      return false
    }
  }

  /// `<uid>.<gid>`: a whole data root below another, for containers in a user namespace.
  ///
  /// Source: moby v28.5.2 `daemon/daemon_unix.go`, `setupDaemonRoot`.
  private static func isUserRoot(_ name: BytePath) -> Bool {
    let parts = name.bytes.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    return parts.count == 2 && parts.allSatisfy { !$0.isEmpty && $0.allSatisfy { 48...57 ~= $0 } }
  }

  private static func open(
    _ relative: BytePath, in top: borrowing Directory, at path: BytePath
  ) throws(ReadProblem) -> Directory {
    guard relative.isEmpty else { return try top.directory(relative) }
    return try Directory.openRoot(path, stop: top.stop)
  }
}

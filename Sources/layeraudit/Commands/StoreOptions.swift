internal import ArgumentParser
internal import Audit
internal import FileAccess
internal import Glibc
internal import LayerModel

/// Where to look for stores, shared by every command that reads them.
struct StoreOptions: ParsableArguments {
  @Argument(
    help: """
      A store's root, a directory that holds stores, or an archive of images (tar, tar.gz, \
      tar.zst). Without any: where this host's engines keep theirs.
      """, completion: .file())
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "Another store that those build on; repeatable. The host's own are in storage.conf.",
      valueName: "path"), completion: .directory)
  var additionalStore: [String] = []

  /// Absolute and without links where something is there, so that a store has one name however it
  /// was called; what is not there keeps the words of the person who named it.
  func places() throws -> StorePlaces {
    try Self.places(paths, additionalStores: additionalStore)
  }

  static func places(_ paths: [String], additionalStores: [String] = []) throws -> StorePlaces {
    let home = Environment.value("HOME")
    let configuration = try configuration(home: home)
    let dataHome = Environment.value("XDG_DATA_HOME")
    let defaults = HostStores.defaultPaths(home: home, dataHome: dataHome)
    let host = defaults + [configuration?.graphRoot].compactMap(\.self)
    let named = paths.isEmpty ? host : paths.map { BytePath($0) }
    var places = StorePlaces(
      resolved(named), additionalStores: resolved(additionalStores.map { BytePath($0) }))
    places.areNamed = !paths.isEmpty
    places.hostRoots = Set(resolved(host))
    places.hostDockerRoots = resolved(HostStores.dockerRoots(home: home, dataHome: dataHome))
    places.hostForcedMode = configuration?.forcedMode
    places.hostAdditionalStores = resolved(configuration?.additionalStores ?? [])
    return places
  }

  private static func resolved(_ paths: [BytePath]) -> [BytePath] {
    paths.map { PathResolver.resolved($0) ?? $0 }
  }

  private static func configuration(home: String?) throws -> StorageConfiguration? {
    do {
      return try StorageConfiguration.read(
        StorageConfiguration.candidates(
          override: Environment.value("CONTAINERS_STORAGE_CONF"), home: home,
          configHome: Environment.value("XDG_CONFIG_HOME"), isRoot: geteuid() == 0))
    } catch {
      throw CommandFailure(status: .usage, message: "\(error.path): \(error.reason)")
    }
  }

  func readStores(stop: StopFlag? = nil) throws -> [StoreRecord] {
    let places = try places()
    do {
      return try Stores.read(at: places, stop: stop)
    } catch {
      throw CommandFailure(error)
    }
  }
}

extension CommandFailure {
  init(_ failure: AuditFailure) {
    switch failure {
    case .noStore(let tried):
      let reasons = tried.map { "\n  \($0.path): \($0.detail)" }.joined()
      self.init(status: .noStore, message: "no store that can be read" + reasons)
    case .foreignBaseline(let path, let stores):
      self.init(
        status: .baseline,
        message: "\(path): none of its layers is in "
          + stores.map { EscapedText.terminal($0.id) }.joined(separator: ", ")
          + ": it is of another store")
    case .rule(let text):
      self.init(status: .usage, message: text)
    case .internalError(let text):
      self.init(status: .bug, message: "internal error: \(text)")
    }
  }
}

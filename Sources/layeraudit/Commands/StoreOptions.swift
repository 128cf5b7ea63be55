internal import ArgumentParser
internal import Audit
internal import LayerModel

/// Where to look for stores, shared by every command that reads them.
struct StoreOptions: ParsableArguments {
  @Argument(
    help: """
      A store's root, or a directory that holds stores. Without any: where this host's engines \
      keep theirs.
      """)
  var paths: [String] = []

  var resolvedPaths: [BytePath] {
    guard paths.isEmpty else { return paths.map { BytePath($0) } }
    return HostStores.defaultPaths(
      home: Environment.value("HOME"), dataHome: Environment.value("XDG_DATA_HOME"))
  }

  func readStores() throws -> [StoreRecord] {
    do {
      return try Stores.read(at: resolvedPaths)
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
    case .internalError(let text):
      self.init(status: .bug, message: "internal error: \(text)")
    }
  }
}

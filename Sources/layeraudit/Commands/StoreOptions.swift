internal import ArgumentParser
internal import Audit
internal import FileAccess
internal import LayerModel

/// Where to look for stores, shared by every command that reads them.
struct StoreOptions: ParsableArguments {
  @Argument(
    help: """
      A store's root, or a directory that holds stores. Without any: where this host's engines \
      keep theirs.
      """)
  var paths: [String] = []

  @Option(
    help: ArgumentHelp(
      "Another store that those build on, as storage.conf says; repeatable.", valueName: "path"))
  var additionalStore: [String] = []

  /// Absolute, as ``resolvedPaths``.
  var resolvedAdditionalStores: [BytePath] {
    additionalStore.map { BytePath($0) }.map { PathResolver.resolved($0) ?? $0 }
  }

  /// Absolute and without links where something is there, so that a store has one name however it
  /// was called; what is not there keeps the words of the person who named it.
  var resolvedPaths: [BytePath] {
    let named =
      paths.isEmpty
      ? HostStores.defaultPaths(
        home: Environment.value("HOME"), dataHome: Environment.value("XDG_DATA_HOME"))
      : paths.map { BytePath($0) }
    return named.map { PathResolver.resolved($0) ?? $0 }
  }

  func readStores(stop: StopFlag? = nil) throws -> [StoreRecord] {
    do {
      return try Stores.read(
        at: resolvedPaths, additional: resolvedAdditionalStores, stop: stop)
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

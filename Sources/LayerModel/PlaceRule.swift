/// What lies at some places of a store's root that are no layers, by the format of the store.
package struct PlaceRule: Hashable, Sendable {
  /// The components of a path relative to the root.
  ///
  /// `*` stands for any bytes of one component, `**` as the last one for the place before it and all
  /// that is below.
  package let components: [BytePath]
  package let name: LedgerClass
  /// Whether each place is told by its own path, rather than all of them by what their paths begin
  /// with.
  package let isNamed: Bool

  package init(_ pattern: BytePath, _ name: LedgerClass) {
    components = pattern.components
    self.name = name
    isNamed = [.log, .volume, .other, .unexplained].contains(name)
  }

  /// The components before the first that is a pattern.
  ///
  /// Of these at most `depth`.
  func home(to depth: Int = .max) -> BytePath {
    components.prefix { !$0.bytes.contains(Self.star) }.prefix(depth)
      .reduce(BytePath([])) { $0.appending($1) }
  }

  static let all = BytePath("**")
  private static let star = UInt8(ascii: "*")

  /// Whether a name matches a component; each `*` takes as few bytes as it can.
  static func matches(_ name: [UInt8], _ pattern: [UInt8]) -> Bool {
    var (at, place) = (0, 0)
    var retry: (at: Int, place: Int)?
    while at < name.count {
      if place < pattern.count, pattern[place] == star {
        retry = (at, place + 1)
        place += 1
      } else if place < pattern.count, pattern[place] == name[at] {
        at += 1
        place += 1
      } else if let last = retry {
        // The last star takes one byte more.
        (at, place) = (last.at + 1, last.place)
        retry = (at, place)
      } else {
        return false
      }
    }
    return pattern[place...].allSatisfy { $0 == star }
  }
}

/// The rules of one store, followed from directory to directory.
package struct PlaceTable: Sendable {
  /// What is known of a directory, and so of what is in it.
  package enum State: Hashable, Sendable {
    /// Rules that some entry of it may match: by number, and how many components matched.
    case open([Step])
    /// All below it is this.
    case covered(PlaceKey)
  }

  package struct Step: Hashable, Sendable {
    let rule: Int
    let matched: Int
  }

  private let rules: [PlaceRule]

  package init(_ rules: [PlaceRule]) { self.rules = rules }

  /// The root itself.
  package var start: (state: State, key: PlaceKey) {
    (
      .open(rules.indices.map { Step(rule: $0, matched: 0) }),
      PlaceKey(.metadata, BytePath([]))
    )
  }

  /// What the entry at `path` is, in a directory of which `state` is known.
  ///
  /// Directories on the way to a place are metadata. What no rule knows is unexplained, and so is all
  /// that is below it.
  package func entry(
    at path: BytePath, isDirectory: Bool, in state: State
  ) -> (state: State, key: PlaceKey) {
    guard case .open(let steps) = state else {
      guard case .covered(let key) = state else { return start }
      return (state, key)
    }
    let name = path.lastComponent.bytes
    var next: [Step] = []
    var key: PlaceKey?
    for step in steps {
      let rule = rules[step.rule]
      let component = rule.components[step.matched]
      if component == PlaceRule.all {
        next.append(step)
        key = key ?? self.key(of: rule, at: path, depth: step.matched)
      } else if PlaceRule.matches(name, component.bytes) {
        let matched = step.matched + 1
        let isWhole = matched == rule.components.count
        if isWhole || rule.components[matched] == PlaceRule.all {
          key = key ?? self.key(of: rule, at: path, depth: matched)
        }
        if !isWhole { next.append(Step(rule: step.rule, matched: matched)) }
      }
    }
    if key == nil, isDirectory, !next.isEmpty {
      key = PlaceKey(.metadata, rules[next[0].rule].home(to: path.components.count))
    }
    guard let key else {
      let unknown = PlaceKey(.unexplained, path)
      return (.covered(unknown), unknown)
    }
    let isCovered =
      next.count == 1 && rules[next[0].rule].components[next[0].matched] == PlaceRule.all
    return (isCovered ? .covered(key) : .open(next), key)
  }

  private func key(of rule: PlaceRule, at path: BytePath, depth: Int) -> PlaceKey {
    guard rule.isNamed else { return PlaceKey(rule.name, rule.home()) }
    let place = path.components.prefix(depth).reduce(BytePath([])) { $0.appending($1) }
    return PlaceKey(rule.name, place)
  }
}

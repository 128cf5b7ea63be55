package import LayerModel

/// What differs between the records of a sound and a damaged store, a line for each fact.
///
/// Ids are called by their role in the fixture, times of files are left out.
package func changes(
  from sound: StoreRecord, to damaged: StoreRecord,
  nicknames: [(String, String)] = GraphFixture.nicknames
) -> [String] {
  var lines: [String] = []
  lines += fields("layer", sound.layers, damaged.layers) { $0.id.description }
  lines += fields("image", sound.images, damaged.images) { $0.id.description }
  lines += fields("container", sound.containers, damaged.containers) { $0.id.description }
  lines += fields("tag", sound.references, damaged.references) { $0.name }
  lines += fields("document", sound.documents, damaged.documents) { $0.path.description }
  lines += fields("root", sound.searchedRoots, damaged.searchedRoots) { $0.name }
  lines += added(sound.oddities, damaged.oddities) {
    "\($0.kind) \($0.path) \($0.expected ?? "")→\($0.actual ?? "")"
  }
  lines += added(sound.leftovers, damaged.leftovers) {
    "\($0.kind.rawValue) \($0.path)\($0.ownershipKnown ? "" : " perhaps owned")"
  }
  lines += added(sound.problems, damaged.problems) {
    "problem \($0.problem.cause) \($0.problem.path)"
  }
  if sound.isLive != damaged.isLive { lines.append("live: \(damaged.isLive)") }
  return lines.map { nicknamed($0, nicknames) }.sorted()
}

private func fields<Claim>(
  _ kind: String, _ sound: [Claim], _ damaged: [Claim], name: (Claim) -> String
) -> [String] {
  let before = Dictionary(sound.map { (name($0), $0) }, uniquingKeysWith: { $1 })
  let after = Dictionary(damaged.map { (name($0), $0) }, uniquingKeysWith: { $1 })
  var lines: [String] = []
  for key in Set(before.keys).union(after.keys) {
    guard let old = before[key] else {
      lines.append("+ \(kind) \(key)")
      continue
    }
    guard let new = after[key] else {
      lines.append("- \(kind) \(key)")
      continue
    }
    for (was, now) in zip(Mirror(reflecting: old).children, Mirror(reflecting: new).children) {
      let label = was.label ?? ""
      guard label != "changedAt", text(was.value) != text(now.value) else { continue }
      lines.append("\(kind) \(key) \(label): \(text(was.value)) → \(text(now.value))")
    }
  }
  return lines
}

private func added<Fact: Hashable>(
  _ sound: [Fact], _ damaged: [Fact], text: (Fact) -> String
) -> [String] {
  Set(damaged).subtracting(sound).map { "+ " + text($0) }
    + Set(sound).subtracting(damaged).map { "- " + text($0) }
}

private func text(_ value: Any) -> String {
  let mirror = Mirror(reflecting: value)
  switch mirror.displayStyle {
  case .optional: return mirror.children.first.map { text($0.value) } ?? "nil"
  case .collection:
    return "[" + mirror.children.map { text($0.value) }.joined(separator: ", ") + "]"
  default: break
  }
  if let plan = value as? ContentPlan {
    return "\(plan.shape.rawValue) \(plan.root) on \(plan.parentRoot?.description ?? "nothing")"
  }
  if let field = value as? ConfigurationField { return "\(field.name)=\(field.value)" }
  return "\(value)"
}

private func nicknamed(_ line: String, _ names: [(String, String)]) -> String {
  names.reduce(line) { line, name in
    line.split(separator: name.0, omittingEmptySubsequences: false).joined(separator: name.1)
  }
}

extension GraphFixture {
  package static let nicknames = [
    (base, "BASE"), (second, "SECOND"), (third, "THIRD"), (top, "TOP"), (container, "WEB"),
    (pulledBase, "PULLEDBASE"), (pulledTop, "PULLEDTOP"),
  ]
}

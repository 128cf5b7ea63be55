internal import Yams

/// A YAML mapping whose every key must be known and read.
struct YAMLMapping {
  let file: String
  let line: Int
  private let pairs: [(key: String, line: Int, value: Node)]

  /// The mapping that a whole file is.
  init(file: String, text: String, keys: [String]) throws(RuleFileError) {
    try self.init(file: file, node: try Self.compose(file: file, text: text), keys: keys)
  }

  /// The one document of a file.
  static func compose(file: String, text: String) throws(RuleFileError) -> Node {
    let node: Node?
    do {
      // What a scalar means is for its reader to say; guessing by regular expressions would take
      // more time than all the rest.
      node = try Yams.compose(yaml: text, .basic, .default, .utf8)
    } catch let error as YamlError {
      throw RuleFileError(file: file, line: line(of: error), message: "not YAML: \(error)")
    } catch {
      throw RuleFileError(file: file, line: nil, message: "not YAML: \(error)")
    }
    guard let node else { throw RuleFileError(file: file, line: 1, message: "the file is empty") }
    return node
  }

  private static func line(of error: YamlError) -> Int? {
    switch error {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
      mark.line
    default: nil
    }
  }

  /// `keys` are those allowed; `nil` allows any.
  init(file: String, node: Node, keys: [String]?) throws(RuleFileError) {
    self.file = file
    line = node.mark?.line ?? 1
    guard let mapping = node.mapping else {
      throw RuleFileError(file: file, line: node.mark?.line, message: "expected key: value lines")
    }
    var pairs: [(key: String, line: Int, value: Node)] = []
    for (key, value) in mapping {
      let line = key.mark?.line ?? self.line
      guard let name = key.string else {
        throw RuleFileError(file: file, line: line, message: "expected a name before the colon")
      }
      if let keys, !keys.contains(name) {
        throw RuleFileError(
          file: file, line: line,
          message: "unknown key \"\(name)\"" + NearestName.hint(name, of: keys))
      }
      guard !pairs.contains(where: { $0.key == name }) else {
        throw RuleFileError(file: file, line: line, message: "key \"\(name)\" stands twice")
      }
      pairs.append((name, line, value))
    }
    self.pairs = pairs
  }

  var keys: [String] { pairs.map(\.key) }

  func line(of key: String) -> Int { pairs.first { $0.key == key }?.line ?? line }

  func node(_ key: String) -> Node? { pairs.first { $0.key == key }?.value }

  func text(_ key: String) throws(RuleFileError) -> String? {
    guard let node = node(key) else { return nil }
    guard let text = node.scalar?.string else { throw error(key, "expected a text") }
    return text
  }

  func required(_ key: String) throws(RuleFileError) -> String {
    guard let text = try text(key), !text.isEmpty else {
      throw RuleFileError(file: file, line: line, message: "\"\(key)\" is missing")
    }
    return text
  }

  func texts(_ key: String) throws(RuleFileError) -> [String] {
    guard let node = node(key) else { return [] }
    guard let sequence = node.sequence else { throw error(key, "expected a list") }
    var texts: [String] = []
    for element in sequence {
      guard let text = element.scalar?.string else { throw error(key, "expected a list of texts") }
      texts.append(text)
    }
    return texts
  }

  func bool(_ key: String) throws(RuleFileError) -> Bool? {
    guard let node = node(key) else { return nil }
    guard let value = node.bool else { throw error(key, "expected true or false") }
    return value
  }

  func mapping(_ key: String, keys: [String]?) throws(RuleFileError) -> YAMLMapping? {
    guard let node = node(key) else { return nil }
    return try YAMLMapping(file: file, node: node, keys: keys)
  }

  func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ key: String, _: Choice.Type
  ) throws(RuleFileError) -> Choice {
    let text = try required(key)
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      throw error(
        key,
        "\"\(text)\" is none of \(names.joined(separator: ", "))"
          + NearestName.hint(text, of: names))
    }
    return choice
  }

  func error(_ key: String, _ message: String) -> RuleFileError {
    RuleFileError(file: file, line: line(of: key), message: "\"\(key)\": \(message)")
  }
}

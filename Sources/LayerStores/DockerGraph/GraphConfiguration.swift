internal import GoJSON
internal import LayerModel

/// The `config` of an image: what its containers start with.
///
/// Source: docker 1.7.1 `runconfig/config.go`, `Config`; 1.5.0 and 1.9.1 for the keys they differ in.
enum GraphConfiguration {
  private enum Shape {
    case text, flag, list, command, set, map
  }

  private static let shapes: [(name: String, shape: Shape)] = [
    ("Hostname", .text), ("Domainname", .text), ("User", .text), ("AttachStdin", .flag),
    ("AttachStdout", .flag), ("AttachStderr", .flag), ("PortSpecs", .list),
    ("ExposedPorts", .set), ("Tty", .flag), ("OpenStdin", .flag), ("StdinOnce", .flag),
    ("Env", .list), ("Cmd", .command), ("Image", .text), ("Volumes", .set),
    ("VolumeDriver", .text), ("WorkingDir", .text), ("Entrypoint", .command),
    ("NetworkDisabled", .flag), ("MacAddress", .text), ("OnBuild", .list), ("Labels", .map),
    ("PublishService", .text), ("StopSignal", .text),
  ]

  /// Fields that every step of a build sets anew and that say nothing of the image.
  private static let incidental: Set<String> = ["Hostname", "Domainname", "Image"]

  /// Throws for what the daemon's decoder would refuse, which loses it the whole image.
  static func check(_ config: JSONValue) throws(JSONTypeError) {
    for (name, shape) in shapes {
      switch shape {
      case .text: _ = try config.string(name)
      case .flag: _ = try config.bool(name)
      case .list: _ = try config.strings(name)
      case .command: _ = try config.command(name)
      case .set: try checkEntries(of: config.object(name), name) { $0.isObjectOrNull }
      case .map: try checkEntries(of: config.object(name), name) { $0.isStringOrNull }
      }
    }
  }

  private static func checkEntries(
    of map: JSONValue?, _ name: String, _ fits: (JSONValue) -> Bool
  ) throws(JSONTypeError) {
    guard let map, case .object(let members) = map else { return }
    guard members.allSatisfy({ fits($0.value) }) else {
      throw JSONTypeError(key: name, expected: "a map of the right values")
    }
  }

  /// Every field that is set, by name; a field at Go's zero value is as good as absent.
  static func fields(of config: JSONValue) -> [ConfigurationField] {
    let known = Dictionary(
      shapes.map { ($0.name.lowercased(), $0.name) }, uniquingKeysWith: { first, _ in first })
    var names: Set<String> = []
    for entry in config.entries { names.insert(known[entry.key.lowercased()] ?? entry.key) }
    return names.sorted().compactMap { name in
      guard let value = config.member(name), !value.isZero else { return nil }
      return ConfigurationField(name: name, value: value.canonicalText)
    }
  }

  /// Whether `Cmd` and nothing else that matters differs from the parent's configuration.
  static func changesOnlyCommand(
    _ fields: [ConfigurationField], parent: [ConfigurationField]
  ) -> Bool {
    func rest(_ fields: [ConfigurationField]) -> [ConfigurationField] {
      fields.filter { $0.name != "Cmd" && !incidental.contains($0.name) }
    }
    func command(_ fields: [ConfigurationField]) -> String? {
      fields.first { $0.name == "Cmd" }?.value
    }
    return rest(fields) == rest(parent) && command(fields) != command(parent)
  }
}

extension JSONValue {
  fileprivate var isObjectOrNull: Bool {
    if case .object = self { return true }
    return self == .null
  }

  fileprivate var isStringOrNull: Bool {
    if case .string = self { return true }
    return self == .null
  }

  /// What Go's encoder would leave out for `omitempty`.
  fileprivate var isZero: Bool {
    switch self {
    case .null: true
    case .bool(let flag): !flag
    case .number(let literal): literal == "0"
    case .string(let text): text.isEmpty
    case .array(let elements): elements.isEmpty
    case .object(let members): members.isEmpty
    }
  }
}

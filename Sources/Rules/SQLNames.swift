/// Finds the parameters that a statement names, as `:name`, outside of quoted text.
enum SQLNames {
  static func parameters(in sql: String) -> Set<String> {
    var names: Set<String> = []
    var rest = Substring(sql)
    while let character = rest.popFirst() {
      switch character {
      case "'", "\"":
        rest = rest.drop { $0 != character }.dropFirst()
      case ":":
        let name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        if !name.isEmpty { names.insert(String(name)) }
        rest = rest.dropFirst(name.count)
      default: break
      }
    }
    return names
  }
}

import Foundation

/// The part of JSON Schema 2020-12 that `reports/layeraudit.schema.json` uses.
///
/// A keyword that it does not know is a fault too, so that the schema cannot outgrow it unseen.
struct JSONSchemaValidator {
  private let root: JSONValue

  init(_ schema: Data) throws { root = try JSONDecoder().decode(JSONValue.self, from: schema) }

  /// What is wrong with the document; empty when it is valid.
  func faults(in document: Data) throws -> [String] {
    faults(try JSONDecoder().decode(JSONValue.self, from: document), root, at: "$")
  }

  private func faults(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
    schema.members.flatMap { fault(value, $0, $1, schema, at: place) }
  }

  private func fault(
    _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ schema: JSONValue,
    at place: String
  ) -> [String] {
    let isValid: Bool
    switch keyword {
    case "$schema", "$defs", "title", "description", "format": return []
    case "$ref":
      let name = (argument.text ?? "").replacingOccurrences(of: "#/$defs/", with: "")
      guard let schema = root["$defs"]?[name] else { return ["\(place): \(name) is not defined"] }
      return faults(value, schema, at: place)
    case "properties", "additionalProperties", "items":
      return nested(value, keyword, argument, schema, at: place)
    case "type":
      let names = argument.text.map { [$0] } ?? argument.elements.compactMap(\.text)
      isValid = names.contains { value.isType($0) }
    case "const": isValid = value == argument
    case "enum": isValid = argument.elements.contains(value)
    case "minimum": isValid = (value.number ?? .infinity) >= (argument.number ?? .infinity)
    case "required":
      // Says nothing of what is no object.
      guard value.isType("object") else { return [] }
      isValid = argument.elements.allSatisfy { $0.text.map { value[$0] != nil } ?? false }
    case "pattern":
      guard let text = value.text, let pattern = argument.text else { return [] }
      isValid = text.range(of: pattern, options: .regularExpression) != nil
    default: return ["\(place): unknown keyword \(keyword)"]
    }
    return isValid ? [] : ["\(place): \(value) breaks \(keyword) \(argument)"]
  }

  private func nested(
    _ value: JSONValue, _ keyword: String, _ argument: JSONValue, _ schema: JSONValue,
    at place: String
  ) -> [String] {
    if keyword == "items" {
      return value.elements.enumerated().flatMap { faults($1, argument, at: "\(place)[\($0)]") }
    }
    return value.members.flatMap { key, member -> [String] in
      let known = schema["properties"]?[key]
      if keyword == "properties" {
        return known.map { faults(member, $0, at: "\(place).\(key)") } ?? []
      }
      guard known == nil else { return [] }
      return argument == .boolean(false)
        ? ["\(place): \(key) is not allowed"] : faults(member, argument, at: "\(place).\(key)")
    }
  }
}

internal import GoJSON
internal import LayerModel

/// The `history` of an image's configuration, the first step first.
///
/// Source: moby v28.5.2 `image/image.go`, `History`; OCI image specification, `config.md`.
struct LayerDBHistory {
  struct Step {
    var step: HistoryStep
    var isEmptyLayer: Bool
  }

  var steps: [Step] = []

  init(_ json: JSONValue) throws(JSONTypeError) {
    switch json.member("history") {
    case nil, .null: return
    case .array(let elements):
      for element in elements { try append(element) }
    default: throw JSONTypeError(key: "history", expected: "an array of objects")
    }
  }

  private mutating func append(_ element: JSONValue) throws(JSONTypeError) {
    switch element {
    case .object, .null: break
    default: throw JSONTypeError(key: "history", expected: "an array of objects")
    }
    let created = try element.string("created").flatMap { Timestamp(rfc3339: $0) }
    steps.append(
      Step(
        step: HistoryStep(
          created: created, createdBy: try element.string("created_by"),
          comment: try element.string("comment"), author: try element.string("author")),
        isEmptyLayer: try element.bool("empty_layer") ?? false))
  }

  /// As ``ImageClaim/historyState``.
  func state(layers: Int) -> String {
    let count = steps.count { !$0.isEmptyLayer }
    if steps.isEmpty { return layers == 0 ? "ok" : "none" }
    return count == layers ? "ok" : count > layers ? "too-many" : "too-few"
  }

  /// What each layer was made by, the base first; shorter than the chain when history is.
  var layered: [HistoryStep] { steps.filter { !$0.isEmptyLayer }.map(\.step) }
}

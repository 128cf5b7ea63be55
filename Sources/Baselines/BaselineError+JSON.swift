internal import GoJSON
internal import LayerModel

extension BaselineError {
  /// A value of a file in JSON that is not what its key asks for.
  init(_ error: JSONTypeError, in path: BytePath) {
    self = .incompatible(path, line: 1, reason: "\"\(error.key)\" is not \(error.expected)")
  }
}

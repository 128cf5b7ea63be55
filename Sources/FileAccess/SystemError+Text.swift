internal import LayerModel

extension SystemError {
  /// The reason in words.
  package var text: String { ReadProblem.words(for: errno) }
}

/// Keeps each value once that many findings of a report have in common, as long texts are.
struct SharedValues<Value: Hashable> {
  private var kept: Set<Value> = []

  /// The value as it was met first.
  mutating func shared(_ value: Value) -> Value { kept.insert(value).memberAfterInsert }
}

internal import FileAccess
internal import LayerModel

/// Whether one of the directories that a whole store hangs on is there.
struct StoreTree {
  /// `ok`, `missing`, `symlink`, `wrong-kind`, or the cause that kept it from being asked for.
  var state = "ok"
  /// `nil` when it is there, and when nothing is.
  var problem: ReadProblem?

  /// Looks at every name on the way: people move such a directory to another disk and leave a link,
  /// which Docker follows and we do not.
  init(at path: BytePath, in root: borrowing Directory) {
    do {
      if let (place, found) = try root.obstacle(to: path) {
        state = found == .symlink ? "symlink" : "wrong-kind"
        problem =
          found == .symlink
          ? .notEntered(place, reason: "it is a link to \(try root.linkTarget(place))")
          : ReadProblem.wrongKind(place, found: found, expected: .directory).ofSearchedDirectory
      } else if try root.statusIfPresent(path) == nil {
        state = "missing"
      }
    } catch {
      state = error.cause
      problem = error
    }
  }
}

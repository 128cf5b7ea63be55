internal import ArgumentParser
internal import LayerModel
internal import Rules

/// How much of the content one run reads.
struct ReadingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Read only what no run has read for so long, or what was touched since; 30d, 12h, 90m.",
      discussion: "All else keeps the verdict of the run that read it. Needs the memory of earlier "
        + "runs.",
      valueName: "duration"))
  var maxAge: Duration?

  @Flag(help: "Read only what was touched since a run read it, however long ago that was.")
  var skipUnchanged = false

  @Option(
    help: ArgumentHelp(
      "Begin with no other layer or blob after so long; 2h, 30m.",
      discussion:
        "Those are read first that were not read for longest, so that many short runs read "
        + "all. What was begun is read to its end. With --max-age the time that is left is spent on "
        + "the oldest; what is older and was not reached makes the run incomplete.",
      valueName: "duration"))
  var maxDuration: Duration?

  var goal: ReadingGoal {
    var goal = ReadingGoal()
    goal.maxAge = maxAge?.seconds
    goal.maxDuration = maxDuration?.seconds
    goal.skipsUnchanged = skipUnchanged
    return goal
  }

  /// Seconds that are left for beginning anything, counted from now on; `nil` without a limit.
  func timeLeft() -> (@Sendable () -> Double)? {
    guard let limit = maxDuration?.seconds else { return nil }
    let start = Clock.uptime()
    return { Double(limit) - (Clock.uptime() - start) }
  }

  /// A length of time as rules write it: `10s`, `30m`, `24h`, `7d`.
  struct Duration: ExpressibleByArgument {
    let seconds: Int64

    init?(argument: String) {
      let value = RuleParameter(argument, origin: "")
      guard value.kind == .duration, let seconds = value.value.integer, seconds >= 0 else {
        return nil
      }
      self.seconds = seconds
    }
  }
}

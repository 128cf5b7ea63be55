internal import Dispatch
internal import LayerModel
internal import Scanner

/// Shows how far a scan is, on standard error, until ``finish()``.
final class ProgressLine {
  enum Style: String, CaseIterable { case auto, bar, plain, json, none }

  private let timer: (any DispatchSourceTimer)?
  private let isBar: Bool

  /// `layers` is how many there will be, where the scan itself is told of one at a time.
  init(_ style: Style, progress: ScanProgress, layers: Int? = nil) {
    let terminal = Terminal.standardError()
    let style =
      style == .auto
      ? (terminal.isTerminal && Environment.value("CI") == nil ? .bar : .none) : style
    isBar = style == .bar
    guard style != .none else {
      timer = nil
      return
    }
    let source = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "layeraudit.progress"))
    let interval: DispatchTimeInterval = style == .bar ? .milliseconds(200) : .seconds(10)
    source.schedule(deadline: .now() + interval, repeating: interval)
    let startedAt = Clock.now()
    source.setEventHandler {
      var counts = progress.counts
      if let layers { counts.layersTotal = layers }
      Console.show(
        Self.text(counts, style: style, seconds: Clock.now().seconds(since: startedAt)))
    }
    source.resume()
    timer = source
  }

  /// Stops, and clears the bar so that the report begins on an empty line.
  func finish() {
    timer?.cancel()
    if isBar { Console.show("\r\u{1B}[K") }
  }

  /// One line; `seconds` since the scan began.
  static func text(_ counts: ScanProgress.Counts, style: Style, seconds: Double) -> String {
    let rate = seconds > 0 ? Int64(Double(counts.bytes) / seconds) : 0
    switch style {
    case .json:
      return "{\"layers_done\":\(counts.layersDone),\"layers_total\":\(counts.layersTotal),"
        + "\"files\":\(counts.files),\"bytes\":\(counts.bytes),"
        + "\"bytes_total\":\(counts.bytesTotal)}\n"
    case .bar, .plain, .auto, .none:
      let line =
        "\(counts.layersDone)/\(counts.layersTotal) layers, \(counts.files) files, "
        + "\(ByteCount(counts.bytes).iec), \(ByteCount(rate).iec)/s\(rest(counts, rate: rate))"
      return style == .bar ? "\r\(line)\u{1B}[K" : line + "\n"
    }
  }

  /// How long it will take by what the store says of its sizes; nothing where it says too little.
  private static func rest(_ counts: ScanProgress.Counts, rate: Int64) -> String {
    let bytes = counts.bytesTotal - counts.bytes
    guard bytes > 0, rate > 0 else { return "" }
    let seconds = bytes / rate
    return seconds < 120
      ? ", about \(seconds) s left" : ", about \(seconds / 60) min left"
  }
}

import Foundation

/// All the runs of all contenders, as text.
struct ComparisonTable {
  private(set) var costs: [String: [Cost]] = [:]
  private(set) var names: [String] = []
  let bytes: Int
  let files: Int
  private let format: any StoreFormat

  init(bytes: Int, files: Int, format: any StoreFormat) {
    self.bytes = bytes
    self.files = files
    self.format = format
  }

  mutating func add(_ cost: Cost, of name: String) {
    if costs[name] == nil { names.append(name) }
    costs[name, default: []].append(cost)
  }

  func text() -> String {
    let ours = names.filter(isOurs)
    let peers = names.filter { !isOurs($0) }
    var lines = ["\(bytes) bytes in \(files) files", ""]
    lines.append(row("", ["wall s", "min", "max", "cpu s", "MB/s", "peak MiB"]))
    lines += names.map { row($0, figures(of: $0)) }
    lines += ["", row("wall ratio to", peers)]
    lines += ours.map { name in
      row(name, peers.map { number(wall(name) / wall($0)) })
    }
    return (lines + [""] + bars()).joined(separator: "\n")
  }

  private func bars() -> [String] {
    let content = wall("layeraudit content") / wall("2 x openssl")
    let contentBar = format.contentBar
    let sizes = wall("layeraudit sizes") / wall("du -s")
    let peak = names.filter(isOurs).map(peakMiB).max() ?? 0
    let faster = wall("sha256sum") / wall("layeraudit content")
    let hashBar = format.sha256sumBar.map {
      bar("content >= \($0) x as fast as sha256sum", faster, faster >= $0)
    }
    return [
      bar("content <= \(contentBar) x two parallel openssl", content, content <= contentBar),
      bar("sizes <= 1.00 x du -s", sizes, sizes <= 1),
      bar("peak memory < 64 MiB", peak, peak < 64),
    ] + [hashBar].compactMap(\.self)
  }

  private func figures(of name: String) -> [String] {
    let walls = (costs[name] ?? []).map(\.wallSeconds)
    let cpu = median((costs[name] ?? []).map(\.cpuSeconds))
    return [wall(name), walls.min() ?? 0, walls.max() ?? 0, cpu].map(number)
      + [String(format: "%.0f", Double(bytes) / 1e6 / wall(name)), peakText(of: name)]
  }

  private func peakText(of name: String) -> String {
    ComparisonTable.peakText((costs[name] ?? []).map(\.peakBytes).max() ?? 0)
  }

  /// A peak that is not above our own is only an upper limit.
  static func peakText(_ bytes: Int) -> String {
    (bytes <= ChildProcess.peakFloor ? "<= " : "") + String(format: "%.1f", mebibytes(bytes))
  }

  static func mebibytes(_ bytes: Int) -> Double {
    Double(bytes) / Double(1 << 20)
  }

  private func peakMiB(of name: String) -> Double {
    Self.mebibytes((costs[name] ?? []).map(\.peakBytes).max() ?? 0)
  }

  private func wall(_ name: String) -> Double {
    median((costs[name] ?? []).map(\.wallSeconds))
  }

  private func isOurs(_ name: String) -> Bool {
    name.hasPrefix("layeraudit ")
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
  }

  private func bar(_ text: String, _ value: Double, _ holds: Bool) -> String {
    "\(holds ? "met   " : "missed") \(text): \(number(value))"
  }

  private func number(_ value: Double) -> String {
    String(format: "%.3f", value)
  }

  private func row(_ head: String, _ cells: [String]) -> String {
    func pad(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: max(0, width - text.count))
    }
    return cells.reduce(head + pad(head, 20)) { $0 + " " + pad($1, 12) + $1 }
  }
}

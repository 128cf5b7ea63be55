/// Stores that are larger than a daemon makes them.
extension LayerDBFixture {
  /// Registers a base layer and `count - 1` others on one another.
  package func addChain(_ count: Int) throws {
    var chain = ""
    var links: [String] = []
    for index in 0..<count {
      let diff = Self.digest(of: "diff \(index)")
      let own = index == 0 ? diff : Self.digest(of: "sha256:\(chain) sha256:\(diff)")
      let cache = Self.digest(of: "cache \(index)")
      let folder = layer(own)
      try write("\(folder)/diff", "sha256:\(diff)", mode: 0o644)
      try write("\(folder)/size", "0", mode: 0o644)
      try write("\(folder)/cache-id", cache, mode: 0o644)
      if index > 0 { try write("\(folder)/parent", "sha256:\(chain)", mode: 0o644) }
      try write("\(folder)/tar-split.json.gz", "not read by these tests", mode: 0o644)
      let link = Self.link(index)
      try addDirectory(cache, link: link, on: links)
      links.insert(link, at: 0)
      chain = own
    }
  }

  /// Adds containers of the image that the fixture's own container has.
  package func addContainers(_ count: Int) throws {
    let below = Array(Self.links[..<3].reversed())
    for index in 0..<count {
      let id = Self.digest(of: "container \(index)")
      let mount = Self.digest(of: "mount \(index)")
      let entry = "\(images)/layerdb/mounts/\(id)"
      try write("\(entry)/mount-id", mount, mode: 0o644)
      try write("\(entry)/init-id", "\(mount)-init", mode: 0o644)
      try write("\(entry)/parent", "sha256:\(Self.top)", mode: 0o644)
      let link = Self.link(2 * index)
      try addDirectory("\(mount)-init", link: link, on: below)
      try addDirectory(mount, link: Self.link(2 * index + 1), on: [link] + below)
      try write(
        "containers/\(id)/config.v2.json",
        #"{"ID":"\#(id)","Image":"sha256:\#(Self.app)","Name":"/c\#(index)","Driver":"\#(driver)"}"#
      )
      try write("containers/\(id)/hostconfig.json", "{}", mode: 0o644)
    }
  }

  /// A short name that none of the fixture's own layers has.
  private static func link(_ index: Int) -> String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var rest = index
    var name = ""
    for _ in 0..<25 {
      name.append(digits[rest % 32])
      rest /= 32
    }
    return name + "7"
  }
}

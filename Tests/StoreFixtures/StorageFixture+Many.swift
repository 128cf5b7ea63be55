/// Lists that are longer than an engine makes them.
extension StorageFixture {
  /// Replaces the lists by `count` layers on one another, and as many images of the topmost layers.
  ///
  /// Nothing else of them is there.
  package func replaceLists(layers count: Int, images imageCount: Int) throws {
    let ids = (0..<count).map { Self.digest(of: "layer \($0)") }
    let records = ids.indices.map { index in
      #"{"id":"\#(ids[index])""# + (index > 0 ? #","parent":"\#(ids[index - 1])"}"# : "}")
    }
    try write(layers, "[" + records.joined(separator: ",") + "]")
    let images = (0..<imageCount).map { index in
      #"{"id":"\#(Self.digest(of: "image \(index)"))","layer":"\#(ids[count - 1 - index % count])"}"#
    }
    try write(self.images, "[" + images.joined(separator: ",") + "]")
    try write(containers, "[]")
  }
}

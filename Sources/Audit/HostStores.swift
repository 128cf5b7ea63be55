package import LayerModel

/// Where the engines of a host keep their stores unless told otherwise.
package enum HostStores {
  package static func defaultPaths(home: String?, dataHome: String?) -> [BytePath] {
    var paths: [BytePath] = [
      "/var/lib/docker", "/var/lib/containers/storage", "/var/lib/containerd",
    ]
    let data = dataHome.map { BytePath($0) } ?? home.map { BytePath($0).appending(".local/share") }
    if let data { paths += [data.appending("docker"), data.appending("containers/storage")] }
    return paths
  }
}

package import LayerModel

/// Where the engines of a host keep their stores unless told otherwise.
package enum HostStores {
  package static func defaultPaths(home: String?, dataHome: String?) -> [BytePath] {
    var paths: [BytePath] = [
      "/var/lib/docker", "/var/lib/containers/storage", "/var/lib/containerd",
      "/var/lib/rancher/k3s/agent/containerd", "/var/lib/rancher/rke2/agent/containerd",
      "/var/snap/microk8s/common/var/lib/containerd",
    ]
    let data = dataHome.map { BytePath($0) } ?? home.map { BytePath($0).appending(".local/share") }
    if let data {
      paths += ["docker", "containers/storage", "containerd"].map { data.appending($0) }
    }
    return paths
  }
}

package import LayerModel

/// Where the engines of a host keep their stores unless told otherwise.
package enum HostStores {
  /// `home` is that of the user who asks, whose own stores are below `dataHome` or in it.
  package static func defaultPaths(home: String?, dataHome: String?) -> [BytePath] {
    let own = dataFolder(home: home, dataHome: dataHome).map { data in
      ["containers/storage", "containerd"].map { data.appending($0) }
    }
    return dockerRoots(home: home, dataHome: dataHome)
      + [
        "/var/lib/containers/storage", "/var/lib/containerd",
        "/var/lib/rancher/k3s/agent/containerd", "/var/lib/rancher/rke2/agent/containerd",
        "/var/snap/microk8s/common/var/lib/containerd", "/var/lib/k0s/containerd",
      ] + (own ?? [])
  }

  /// Those of Docker among them, of its snap too.
  package static func dockerRoots(home: String?, dataHome: String?) -> [BytePath] {
    ["/var/lib/docker", "/var/snap/docker/common/var-lib-docker"]
      + (dataFolder(home: home, dataHome: dataHome).map { [$0.appending("docker")] } ?? [])
  }

  private static func dataFolder(home: String?, dataHome: String?) -> BytePath? {
    dataHome.map { BytePath($0) } ?? home.map { BytePath($0).appending(".local/share") }
  }
}

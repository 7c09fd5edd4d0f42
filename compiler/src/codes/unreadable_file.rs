use gwc_syntax::declare_rule;

declare_rule! {
    /// A file or folder cannot be read.
    ///
    /// ## What it does
    /// Reports a path that does not exist, that gwc has no permission to read, that is not a regular file, or that is
    /// larger than 64 MiB.
    ///
    /// ## Why is this bad?
    /// The gateway would be built without the content of the file. If the file declares services, their paths would return
    /// `404`.
    ///
    /// ## Example
    /// `services.yaml` is a symbolic link to a file that was deleted:
    /// ```yaml,bad,file=services.yaml,dangling
    /// # services.yaml -> shared/services.yaml
    /// ```
    ///
    /// ## Use instead
    /// Make the file readable, or remove it from the folder.
    pub(crate) UNREADABLE_FILE { code: "GW010", name: "unreadable-file", category: Correctness, severity: Error, since: "0.1.0", inputs: [RouteFiles, Krakend, HostTables, Manifests, Settings, Baseline] }
}

use gwc_syntax::declare_rule;

declare_rule! {
    /// A file that `gwc build` wrote was edited or removed since.
    ///
    /// ## What it does
    /// `gwc build` writes the names and digests of its files to `.gwc`, in the folder of the gateway. The rule
    /// reports each of these files whose content differs from its digest, and each that is missing.
    ///
    /// ## Why is this bad?
    /// The route files no longer state what is deployed: a review does not see the edit. `gwc build` does not replace an
    /// edited file, so later changes of the route files do not reach it. Probes, ports, mounts, arguments and timeouts of
    /// the manifests follow from the configuration, and an edit of one of them contradicts it.
    ///
    /// ## Example
    /// ```yaml,bad,folder,file=shop/k8s/serviceaccount.yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: shop, namespace: other }
    /// # file: shop/.gwc
    /// 674f3a54dbd0df44eb529c277b7eaaa6346b8caf8a2ab341a5a009754466bd92  k8s/serviceaccount.yaml
    /// ```
    ///
    /// ## Use instead
    /// Make the change in the route files, or with `--templates`, delete the file, and build again.
    /// ```yaml,good,folder,file=shop/k8s/serviceaccount.yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: shop, namespace: shop }
    /// # file: shop/.gwc
    /// 674f3a54dbd0df44eb529c277b7eaaa6346b8caf8a2ab341a5a009754466bd92  k8s/serviceaccount.yaml
    /// ```
    ///
    /// ## When to ignore
    /// The edit is for one cluster only, and the next build may replace it.
    pub(crate) EDITED_OUTPUT { code: "GW641", name: "edited-output", category: Reliability, severity: Warning, since: "0.1.0", inputs: [Krakend, Manifests] }
}

use gwc_syntax::declare_rule;

declare_rule! {
    /// A file that `gwc build` wrote was edited or removed afterwards.
    ///
    /// ## What it does
    /// `gwc build` writes the names and SHA-256 digests of its files to the file `.gwc`, in the output folder of the
    /// gateway. Reports each listed file with another digest, and each listed file that is missing.
    ///
    /// ## Why is this bad?
    /// The route files no longer describe what is deployed, and a review of them does not show the edit. `gwc build`
    /// does not replace an edited file, so later changes of the route files do not reach it. An edit can also
    /// contradict the configuration: with another port in the Service, requests reach nothing.
    ///
    /// ## Example
    /// `gwc build` wrote `namespace: shop`. The digest in `.gwc` is of that text; the file was then edited to
    /// `namespace: other`:
    /// ```yaml,bad,folder,file=shop/k8s/serviceaccount.yaml
    /// apiVersion: v1
    /// kind: ServiceAccount
    /// metadata: { name: shop, namespace: other }
    /// # file: shop/.gwc
    /// 674f3a54dbd0df44eb529c277b7eaaa6346b8caf8a2ab341a5a009754466bd92  k8s/serviceaccount.yaml
    /// ```
    ///
    /// ## Use instead
    /// Make the change in the route files, delete the file, and build again. If route files have no key for the change,
    /// make it in a template: `gwc build --templates DIR` uses the templates in `DIR`.
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

//! The manifests of pods that run a gateway: a ConfigMap, a Deployment, a Service and an Ingress.

/// The values of manifests that have to agree with each other.
#[derive(Debug, Clone)]
pub struct Manifests {
    /// The image of the container.
    pub image: String,
    /// The command of the container and its arguments, as YAML writes them.
    pub command: String,
    /// The folder that the ConfigMap is mounted to.
    pub mount: String,
    /// The port that the container declares.
    pub container_port: u16,
    /// The path of the probes.
    pub probe: String,
    /// The port of the pods that the Service sends requests to.
    pub target_port: u16,
    /// The port of the Service that the Ingress uses.
    pub ingress_port: u16,
    /// Annotations of the Ingress, as YAML writes them.
    pub annotations: String,
}

impl Manifests {
    /// The files, that of the ConfigMap first.
    pub(super) fn files(&self, config: &str) -> Vec<(&'static str, String)> {
        vec![
            ("configmap.yaml", config_map(config)),
            ("deployment.yaml", self.deployment()),
            ("ingress.yaml", self.ingress()),
            ("service.yaml", self.service()),
        ]
    }

    fn deployment(&self) -> String {
        let Self { image, command, mount, container_port, probe, .. } = self;
        format!(
            "apiVersion: apps/v1
kind: Deployment
metadata: {{ name: edge }}
spec:
  replicas: 2
  selector: {{ matchLabels: {{ app: edge }} }}
  template:
    metadata: {{ labels: {{ app: edge }} }}
    spec:
      containers:
        - name: edge
          image: {image}
          {command}
          ports: [ {{ name: http, containerPort: {container_port} }} ]
          readinessProbe: {{ httpGet: {{ path: {probe}, port: http }} }}
          livenessProbe: {{ httpGet: {{ path: {probe}, port: http }} }}
          volumeMounts: [ {{ name: config, mountPath: {mount} }} ]
      volumes: [ {{ name: config, configMap: {{ name: edge-config }} }} ]
"
        )
    }

    fn service(&self) -> String {
        format!(
            "apiVersion: v1
kind: Service
metadata: {{ name: edge }}
spec:
  selector: {{ app: edge }}
  ports: [ {{ name: http, port: 80, targetPort: {} }} ]
",
            self.target_port
        )
    }

    fn ingress(&self) -> String {
        let Self { ingress_port, annotations, .. } = self;
        format!(
            "apiVersion: networking.k8s.io/v1
kind: Ingress
metadata:
  name: edge
  annotations: {annotations}
spec:
  rules:
    - host: shop.example.com
      http:
        paths:
          - {{ path: /, pathType: Prefix, backend: {{ service: {{ name: edge, port: {{ number: {ingress_port} }} }} }} }}
"
        )
    }
}

fn config_map(config: &str) -> String {
    let lines: String = config.lines().map(|line| format!("    {line}\n")).collect();
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{ name: edge-config }}\ndata:\n  krakend.json: |\n{lines}"
    )
}

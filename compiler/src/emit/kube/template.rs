//! The templates: one for each manifest, built in, each replaceable by a file of the same name.
//!
//! Whatever a template writes with `{{ }}` is JSON, which YAML is a superset of: no value can break out of its
//! place, and none needs quotes around it. A template that renders to nothing leaves its manifest out.

use std::collections::BTreeMap;

use gwc_manifest::{Kind, Problem, annotated};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, Error, ErrorKind, UndefinedBehavior};

use super::values::Values;
use crate::emit::error::EmitError;
use crate::kube::TemplateFile;
use gwc_syntax::suggest;

/// A manifest: its file, its built-in template, what it must be, and its wave for Argo CD.
type Entry = (&'static str, &'static str, Kind, i8);

macro_rules! built_in {
    ($($file:literal: $kind:ident, $wave:literal;)+) => {
        [$(($file, include_str!(concat!("../../../../templates/", $file, ".j2")), Kind::$kind, $wave)),+]
    };
}

/// The manifests by name. What pods need is in an earlier wave than the pods, and what sends requests is in a later one.
const KINDS: [Entry; 12] = built_in! {
    "configmap.yaml": ConfigMap, -1;
    "deployment.yaml": Deployment, 0;
    "horizontalpodautoscaler.yaml": HorizontalPodAutoscaler, 1;
    "httproute.yaml": HttpRoute, 1;
    "ingress.yaml": Ingress, 1;
    "metricsservice.yaml": Service, 0;
    "namespace.yaml": Namespace, -2;
    "networkpolicy.yaml": NetworkPolicy, -1;
    "poddisruptionbudget.yaml": PodDisruptionBudget, 1;
    "service.yaml": Service, 0;
    "serviceaccount.yaml": ServiceAccount, -1;
    "servicemonitor.yaml": ServiceMonitor, 1;
};

/// The annotation that Argo CD orders objects by.
const WAVE: &str = "argocd.argoproj.io/sync-wave";

/// What follows a manifest's name in the name of its template.
const SUFFIX: &str = ".j2";

/// The templates of a build.
#[derive(Debug)]
pub struct Templates {
    environment: Environment<'static>,
    /// Where the author's own are, by name.
    paths: BTreeMap<String, String>,
}

impl Default for Templates {
    fn default() -> Self {
        Self::new(BTreeMap::new()).expect("a test renders the built-in templates")
    }
}

impl Templates {
    /// The built-in templates, but for those that the author has written, by file name.
    ///
    /// # Errors
    /// A file with an unknown name, or a template with a syntax error.
    pub fn new(written: BTreeMap<String, TemplateFile>) -> Result<Self, EmitError> {
        let mut environment = Environment::new();
        let syntax = SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build();
        let syntax = syntax.expect("the usual delimiters are valid");
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        environment.set_debug(true);
        environment.set_syntax(syntax);
        let names: Vec<String> = KINDS.iter().map(|(name, ..)| format!("{name}{SUFFIX}")).collect();
        if let Some((name, file)) = written.iter().find(|(name, _)| !names.contains(name)) {
            let help = suggest::help(name, names.iter().map(String::as_str), "templates");
            return Err(EmitError::at(&file.path, None, "unknown template name", &help));
        }
        let paths = written.iter().map(|(name, file)| (name.clone(), file.path.clone())).collect();
        let mut templates = Self { environment, paths };
        for ((_, built_in, ..), name) in KINDS.iter().zip(names) {
            let text = written.get(&name).map_or_else(|| (*built_in).to_owned(), |file| file.text.clone());
            let added = templates.environment.add_template_owned(name.clone(), text);
            added.map_err(|error| templates.refuse(&name, &error, ""))?;
        }
        Ok(templates)
    }

    /// The manifests of a gateway.
    pub(super) fn render(&self, values: &Values<'_>) -> Result<Vec<(&'static str, Vec<u8>)>, EmitError> {
        let mut files = Vec::new();
        for (file, _, kind, wave) in KINDS {
            let waves = values.sync_waves.then(|| (WAVE, wave.to_string()));
            let name = format!("{file}{SUFFIX}");
            let template = self.environment.get_template(&name);
            let text = template
                .and_then(|t| t.render(Serde(values)))
                .map_err(|error| self.refuse(&name, &error, &names(values)))?;
            let read = annotated(kind, &text, &waves.into_iter().collect())
                .map_err(|problem| self.refuse_text(&name, &text, &problem))?;
            if let Some(text) = read {
                files.push((file, text.into_bytes()));
            }
        }
        Ok(files)
    }

    /// The path of a template as it is shown.
    fn path(&self, name: &str) -> String {
        self.paths.get(name).cloned().unwrap_or_else(|| format!("templates/{name} (built in)"))
    }

    /// An error of the template engine.
    fn refuse(&self, name: &str, error: &Error, names: &str) -> EmitError {
        let name = error.name().unwrap_or(name);
        let code = error
            .template_source()
            .zip(error.range())
            .and_then(|(text, range)| text.get(range)?.trim().lines().next())
            .map(|code| format!(" in `{code}`"));
        let detail = error.detail().map(|detail| format!(": {detail}"));
        let message = format!("{}{}{}", error.kind(), detail.unwrap_or_default(), code.unwrap_or_default());
        let help = match error.kind() {
            ErrorKind::UndefinedError => format!("use one of the values {names}"),
            ErrorKind::SyntaxError => {
                "correct the template; it can use `{{ value }}`, `{% if ... %}` and `{% for ... %}`"
                    .to_owned()
            }
            _ => "correct the template, or remove the file to use the built-in one".to_owned(),
        };
        EmitError::at(&self.path(name), error.line(), &message, &help)
    }

    /// An error in rendered text. The message names the line of the template if it has the same line, else shows the
    /// rendered line.
    fn refuse_text(&self, name: &str, text: &str, problem: &Problem) -> EmitError {
        let rendered = problem.line.and_then(|line| text.lines().nth(line.checked_sub(1)?)).map(str::trim);
        let wanted = rendered.map(str::to_owned).or_else(|| Some(format!("{}:", problem.field.as_ref()?)));
        let template = self.environment.get_template(name).ok();
        let line = wanted.and_then(|wanted| line_of(template.as_ref()?.source(), &wanted));
        let shown = rendered.filter(|_| line.is_none()).map(|text| {
            let text: String = text.chars().take(120).collect();
            format!(", in the rendered line `{text}`")
        });
        let message = format!("{}{}", problem.message, shown.unwrap_or_default());
        EmitError::at(&self.path(name), line, &message, problem.help)
    }
}

/// The number of the only line that holds a text, from 1.
fn line_of(text: &str, wanted: &str) -> Option<usize> {
    let mut lines = text.lines().enumerate().filter(|(_, line)| line.contains(wanted));
    match (lines.next(), lines.next()) {
        (Some((at, _)), None) if !wanted.is_empty() => Some(at + 1),
        _ => None,
    }
}

/// The names of the values of templates, as text.
fn names(values: &Values<'_>) -> String {
    let values = serde_json::to_value(values).unwrap_or_default();
    let names = values.as_object().into_iter().flat_map(|values| values.keys());
    names.map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;

//! The path that an upstream receives.

use crate::codes;
use crate::decl;
use crate::model::{Field, Origin, Origins, Rewrite, Step, Via};
use gwc_syntax::diagnostic::Diagnostics;
use gwc_syntax::source::{Span, Spanned};
use gwc_syntax::value::PathPattern;

/// `rewrite` or `redirect`: the whole path. Its parameters must be those of the endpoint.
pub(super) fn whole(
    key: &str,
    rewrite: &Spanned<PathPattern>,
    path: &PathPattern,
    report: bool,
    origins: &mut Origins,
    out: &mut Diagnostics,
) -> Option<Field<Rewrite>> {
    let missing = rewrite.value.params().find(|name| path.params().all(|p| p != *name));
    let problem = match missing {
        Some(name) => Some((
            format!("`{key}` uses the parameter `{{{name}}}`, which `{path}` does not have"),
            path.params().collect::<Vec<_>>(),
            format!("`{{{name}}}`"),
        )),
        None if rewrite.value.has_tail() && !path.has_tail() => Some((
            format!("`{key}` ends in `/*`, but its path `{path}` does not"),
            Vec::new(),
            "`/*`".to_owned(),
        )),
        None => None,
    };
    if let Some((message, names, part)) = problem {
        if report {
            let finding = codes::BAD_REWRITE.at(rewrite.span, message);
            let names: Vec<String> = names.iter().map(|n| format!("`{{{n}}}`")).collect();
            out.push(match names.is_empty() {
                true => {
                    finding.help(format!("remove {part} from `{key}`, or add it to the path of the endpoint"))
                }
                false => finding.help(format!("use a parameter of the path: {}", names.join(", "))),
            });
        }
        return None;
    }
    Some(Field::new(Rewrite::of_pattern(&rewrite.value), origins.written(rewrite.span)))
}

/// `rewrite_prefix` in place of the prefix, or the path unchanged.
pub(super) fn prefix(
    service: &decl::Service,
    prefix: usize,
    below: &PathPattern,
    path: &PathPattern,
    origins: &mut Origins,
    written: Span,
) -> Field<Rewrite> {
    let at_service = Step { via: Via::Service, span: service.name.span };
    match &service.rewrite_prefix {
        Some(replaced) => {
            let alias = (prefix > 0).then(|| Step { via: Via::Alias, span: service.at[prefix].0.span });
            let used_at = [at_service].into_iter().chain(alias).collect();
            let origin = origins.add(Origin { written: replaced.span, used_at });
            Field::new(Rewrite::of_pattern(&replaced.value.join(below)), origin)
        }
        None => {
            Field::new(Rewrite::of_pattern(path), origins.add(Origin { written, used_at: vec![at_service] }))
        }
    }
}

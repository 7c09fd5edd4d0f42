//! Endpoints whose requests and responses are checked by expressions.

use serde_json::{Value, json};

use super::base::{count, gateway, reads, validator};
use super::setup::Setup;

pub(super) fn setup(number: usize) -> Setup {
    Setup::of(gateway(number, (0..count(number)).map(|at| endpoint(number, at)).collect()))
}

fn endpoint(number: usize, at: usize) -> Value {
    let checks = |expressions: &[&str]| {
        let check = |expression: &&str| json!({ "check_expr": expression });
        Value::Array(expressions.iter().map(check).collect())
    };
    match (number + at) % 4 {
        0 => reads(number, at, json!({ "validation/cel": checks(&["req_params.Id.matches('^[0-9]+$')"]) })),
        1 => {
            let components = json!({
                "auth/validator": validator(), "validation/cel": checks(&["JWT.sub != ''", "req_method == 'GET'"])
            });
            reads(number, at, components)
        }
        2 => reads(
            number,
            at,
            json!({ "validation/cel": checks(&["'Accept' in req_headers && size(req_params.Id) < 20"]) }),
        ),
        _ => {
            let mut endpoint = reads(number, at, json!({}));
            endpoint["backend"][0]["extra_config"]["validation/cel"] =
                checks(&["resp_data.state != 'deleted'"]);
            endpoint
        }
    }
}

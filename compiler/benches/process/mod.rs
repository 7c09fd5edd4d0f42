//! What benches of whole processes share: CPU time of children, and `nginx -t` beside them.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};

/// What a run of the command costs, all its threads and children included. A run before it is not counted, so that
/// nobody pays for the caches that another program has just emptied.
pub(crate) fn cpu_time(command: &mut Command) -> Duration {
    let mut run = || command.status().expect("what ran once runs again");
    run();
    let before = spent();
    run();
    spent() - before
}

/// The CPU time of all children that have ended.
fn spent() -> Duration {
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).expect("children can be asked about");
    [usage.user_time(), usage.system_time()]
        .map(|time| Duration::new(time.tv_sec().unsigned_abs(), time.tv_usec().unsigned_abs() as u32 * 1000))
        .into_iter()
        .sum()
}

/// A command that prints nothing.
pub(crate) fn command(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

/// `nginx -t` on one location for each endpoint, with a limit, a timeout and headers as the endpoints have them; nothing
/// where nginx is not installed.
pub(crate) fn nginx(scratch: &Path, endpoints: &[&str]) -> Option<Command> {
    let path = scratch.join("nginx.conf");
    fs::write(&path, nginx_config(scratch, endpoints)).expect("the configuration can be written");
    let (path, prefix) = (text(&path), text(scratch));
    let programs = ["nginx", "/usr/sbin/nginx"];
    let arguments = ["-t", "-q", "-p", prefix, "-c", path];
    let Some(program) = programs.into_iter().find(|program| command(program, &arguments).status().is_ok())
    else {
        println!("skipped: nginx is not installed");
        return None;
    };
    let tried = command(program, &arguments).stderr(Stdio::inherit()).status();
    assert!(tried.is_ok_and(|status| status.success()), "nginx takes its configuration");
    Some(command(program, &arguments))
}

fn nginx_config(scratch: &Path, endpoints: &[&str]) -> String {
    let folder = scratch.display();
    let mut text = format!(
        "pid {folder}/nginx.pid;\nerror_log {folder}/error.log;\nevents {{ }}\nhttp {{\n  access_log off;\n  \
         limit_req_zone $binary_remote_addr zone=each:1m rate=100r/s;\n"
    );
    for kind in ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"] {
        let _ = writeln!(text, "  {kind}_temp_path {folder}/{kind};");
    }
    let _ = writeln!(text, "  server {{\n    listen unix:{folder}/socket;");
    for (number, endpoint) in endpoints.iter().enumerate() {
        let path = endpoint.split(' ').nth(1).expect("a line of the lock file names a path");
        let path = path.replace(['{', '}'], "_");
        let prefix = path.trim_end_matches('*');
        let _ = writeln!(
            text,
            "    location /{number}{prefix} {{\n      limit_req zone=each burst=100 nodelay;\n      proxy_read_timeout 30s;\n      \
             proxy_set_header X-Request-ID $request_id;\n      proxy_pass http://127.0.0.1:8000{prefix};\n    }}"
        );
    }
    text + "  }\n}\n"
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("the path is UTF-8")
}

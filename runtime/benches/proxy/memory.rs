//! Resident memory: under load from 64 connections, and for each idle connection that has had a request.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::Path;
use std::time::Duration;

use crate::gateway::Policies;
use crate::proxy::{Cores, PATH, Proxy};

/// How many connections are idle.
const IDLE: usize = 900;
/// After so long a connection is at rest, with all that the allocator gives back.
const REST: Duration = Duration::from_secs(4);

pub(crate) fn compare(directory: &Path, gwr: &Path, backend: SocketAddr, cores: Cores) {
    println!("resident memory, in KiB");
    let ours = Proxy::gwr(directory, gwr, backend, cores, Policies::None);
    let all = Proxy::gwr(directory, gwr, backend, cores, Policies::All);
    let theirs = Proxy::nginx(directory, backend, cores, false);
    for (proxy, what) in [(&ours, "forwarding"), (&all, "with all policies"), (&theirs, "forwarding")] {
        let start = proxy.memory();
        proxy.load(cores, 3);
        let loaded = proxy.memory();
        let each = idle(proxy);
        let name = proxy.name();
        println!(
            "  {name:6} {what}: {start} at the start, {loaded} after load, {each:.1} for each idle connection"
        );
    }
}

/// KiB for each connection that has had a request.
fn idle(proxy: &Proxy) -> f64 {
    let before = proxy.memory();
    let mut open: Vec<TcpStream> = (0..IDLE).map(|_| ask(proxy.address())).collect();
    std::thread::sleep(REST);
    // The allocator gives pages back while it is used.
    proxy.check();
    let each = proxy.memory().saturating_sub(before) as f64 / IDLE as f64;
    open.iter_mut().for_each(answered);
    each
}

fn ask(address: SocketAddr) -> TcpStream {
    let mut stream = TcpStream::connect(address).expect("a connection");
    answered(&mut stream);
    stream
}

/// Sends a request and reads its answer.
fn answered(stream: &mut TcpStream) {
    stream
        .write_all(format!("GET {PATH} HTTP/1.1\r\nHost: x\r\n\r\n").as_bytes())
        .expect("an open connection");
    let mut answer = [0; 4096];
    let mut length = 0;
    while !answer[..length].ends_with(b"]}") {
        length += match stream.read(&mut answer[length..]).expect("an answer") {
            0 => panic!("it is closed"),
            more => more,
        };
    }
}

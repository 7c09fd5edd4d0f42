//! What the system knows of this process.

use std::fs;

/// Resources of this process; nothing where the system does not tell.
#[derive(Debug, Default)]
pub(crate) struct Process {
    /// Resident memory, in bytes.
    pub(crate) memory: Option<u64>,
    /// Open file descriptors.
    pub(crate) descriptors: Option<u64>,
    /// File descriptors that may be open.
    pub(crate) most_descriptors: Option<u64>,
    /// Threads.
    pub(crate) threads: Option<u64>,
}

impl Process {
    /// Reads `/proc/self` of Linux.
    pub(crate) fn read() -> Process {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let field = |name: &str| -> Option<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.split_whitespace().next()?.parse().ok()
        };
        let limits = fs::read_to_string("/proc/self/limits").unwrap_or_default();
        let most = limits.lines().find_map(|line| line.strip_prefix("Max open files"));
        let descriptors = fs::read_dir("/proc/self/fd").ok().map(|open| open.count() as u64);
        Process {
            memory: field("VmRSS:").map(|kib| kib * 1024),
            // The folder itself is open while it is read.
            descriptors: descriptors.map(|open| open.saturating_sub(1)),
            most_descriptors: most.and_then(|most| most.split_whitespace().next()?.parse().ok()),
            threads: field("Threads:"),
        }
    }
}

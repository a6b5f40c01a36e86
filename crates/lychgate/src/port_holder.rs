//! Who holds a port, as far as the system tells.

#[cfg(test)]
mod tests;

use std::fs;
use std::net::SocketAddr;

/// The process that listens on the port of `address`, as `name (pid 42)`.
///
/// `None` if it belongs to somebody else, or the system has no `/proc`.
#[must_use]
pub fn port_holder(address: SocketAddr) -> Option<String> {
    let inode = ["/proc/net/tcp", "/proc/net/tcp6"]
        .into_iter()
        .filter_map(|table| fs::read_to_string(table).ok())
        .find_map(|table| listening_inode(&table, address.port()))?;
    let socket = format!("socket:[{inode}]");
    fs::read_dir("/proc")
        .ok()?
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok())
        .find(|pid| holds(*pid, &socket))
        .map(|pid| format!("{} (pid {pid})", name(pid)))
}

/// The inode of the socket that listens on `port`, in a table as in `/proc/net/tcp`.
fn listening_inode(table: &str, port: u16) -> Option<u64> {
    const LISTENING: &str = "0A";
    let port = format!("{port:04X}");
    table.lines().skip(1).find_map(|line| {
        let columns: Vec<_> = line.split_ascii_whitespace().collect();
        let (_, local_port) = columns.get(1)?.rsplit_once(':')?;
        let found = local_port == port && *columns.get(3)? == LISTENING;
        found.then_some(columns.get(9)?.parse().ok()?)
    })
}

fn holds(pid: u32, socket: &str) -> bool {
    let Ok(files) = fs::read_dir(format!("/proc/{pid}/fd")) else {
        return false;
    };
    files
        .flatten()
        .filter_map(|file| fs::read_link(file.path()).ok())
        .any(|target| target.as_os_str() == socket)
}

fn name(pid: u32) -> String {
    let name = fs::read_to_string(format!("/proc/{pid}/comm")).unwrap_or_default();
    match name.trim() {
        "" => "a process".to_owned(),
        name => name.to_owned(),
    }
}

use std::net::TcpListener;

use super::*;

#[test]
fn the_listening_socket_is_found_in_the_table() {
    let table = "\
  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1F40 0100007F:9C40 01 00000000:00000000 00:00000000 00000000     0        0 111 1
   1: 0100007F:1F41 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 222 1
   2: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 333 1
   3: cut short
";
    assert_eq!(listening_inode(table, 8000), Some(333));
    assert_eq!(listening_inode(table, 8001), Some(222));
    assert_eq!(listening_inode(table, 8002), None);
}

#[cfg(target_os = "linux")]
#[test]
fn this_process_is_named() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let holder = port_holder(listener.local_addr().expect("an address")).expect("our own process");
    assert!(
        holder.ends_with(&format!("(pid {})", std::process::id())),
        "{holder}"
    );
}

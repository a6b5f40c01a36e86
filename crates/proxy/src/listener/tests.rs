use std::io::ErrorKind;
use std::num::NonZeroUsize;

use super::bind;

const THREE: NonZeroUsize = NonZeroUsize::new(3).unwrap();

#[test]
fn port_0_becomes_the_same_port_on_every_core() {
    for address in ["127.0.0.1:0", "[::1]:0"] {
        let sockets = bind(address.parse().unwrap(), THREE).unwrap();
        let ports: Vec<u16> = sockets
            .iter()
            .map(|socket| socket.local_addr().unwrap().port())
            .collect();
        assert_eq!(ports.len(), 3);
        assert!(
            ports[0] != 0 && ports.iter().all(|port| *port == ports[0]),
            "{ports:?}"
        );
    }
}

#[test]
fn an_address_in_use_is_named_even_if_its_owner_would_share_it() {
    let ours = bind("127.0.0.1:0".parse().unwrap(), THREE).unwrap();
    let address = ours[0].local_addr().unwrap();
    let refused = bind(address, THREE).unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::AddrInUse);
    assert!(refused.to_string().contains(&address.to_string()), "{refused}");
    drop(ours);
    bind(address, THREE).unwrap();
}

//! Who is believed about where a request came from: `trusted_ips`, `real_ip_header`, `real_ip_recursive`
//! and `port_maps`.

use plugin::HeaderName;
use proxy::{BadNetwork, Belief, Network, PortMap};

use super::values::{self, BadValue};

const NETWORKS: &str =
    "write addresses and networks, divided by commas: 10.0.0.0/8, 2001:db8::/32, 192.0.2.7";

pub(super) fn networks(value: &str) -> Result<Vec<Network>, BadValue> {
    values::list(value).map(network).collect()
}

fn network(text: &str) -> Result<Network, BadValue> {
    if text.starts_with("unix:") {
        return Err(BadValue::new(
            format!("`{text}`: nobody can come over a socket of the file system"),
            "take it out; here clients and proxies connect over TCP",
        ));
    }
    text.parse().map_err(|bad| match bad {
        BadNetwork::Address => BadValue::new(format!("`{text}` is no address and no network"), NETWORKS),
        BadNetwork::Length => BadValue::new(
            format!("`{text}`: behind the slash belongs a number of bits"),
            "from 0 to 32 for IPv4, and to 128 for IPv6",
        ),
        BadNetwork::HostBits { network } => BadValue::new(
            format!("`{text}` may mean one address or a whole network"),
            format!("write {network} for the network, or the address without a slash"),
        ),
        BadNetwork::Mapped => BadValue::new(
            format!("`{text}` is an IPv4 address in the form of IPv6"),
            "write it as IPv4; it holds for connections of both kinds",
        ),
    })
}

pub(super) fn real_ip_header(value: &str) -> Result<HeaderName, BadValue> {
    if value == "proxy_protocol" {
        return Err(BadValue::new(
            "`proxy_protocol` is not supported yet",
            "let the balancer speak HTTP and write X-Real-IP or X-Forwarded-For",
        ));
    }
    HeaderName::try_from(value).map_err(|_| {
        BadValue::new(
            format!("`{value}` is not the name of a header"),
            "X-Real-IP, X-Forwarded-For, or another header that your proxies write",
        )
    })
}

pub(super) fn real_ip_recursive(value: &str) -> Result<Belief, BadValue> {
    match value {
        "on" | "true" => Ok(Belief::Recursive),
        "off" | "false" => Ok(Belief::Last),
        other => Err(BadValue::new(
            format!("`{other}` is neither on nor off"),
            "on, or off",
        )),
    }
}

const MAPS: &str = "write `outside:inside`, divided by commas: 80:8000, 443:8443";

pub(super) fn port_maps(value: &str) -> Result<Vec<PortMap>, BadValue> {
    let mut maps: Vec<PortMap> = Vec::new();
    for text in values::list(value) {
        let map = port_map(text)
            .ok_or_else(|| BadValue::new(format!("`{text}` does not map a port to a port"), MAPS))?;
        if maps.iter().any(|other| other.inside == map.inside) {
            return Err(BadValue::new(
                format!("{} is mapped twice", map.inside),
                "let each port of the gateway have one port outside",
            ));
        }
        maps.push(map);
    }
    Ok(maps)
}

fn port_map(text: &str) -> Option<PortMap> {
    let (outside, inside) = text.split_once(':')?;
    Some(PortMap {
        outside: port(outside)?,
        inside: port(inside)?,
    })
}

fn port(digits: &str) -> Option<u16> {
    let all = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|port| all && *port != 0)
}

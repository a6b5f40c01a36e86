//! A gateway that is killed in the middle of writes.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::thread;

use serde_json::Value;
use testkit::postgres::Server;

use crate::administered::Administered;
use crate::binary::{Folder, PATIENCE};
use crate::together;

/// How often it is killed.
const DEATHS: u32 = 50;

/// How many write at once.
const WRITERS: u32 = 3;

/// OP-12: nothing that was answered is lost, and nothing is half there.
#[test]
fn no_answered_write_is_lost_and_none_is_half_made() {
    let folder = Folder::new();
    dies_again_and_again(|| Administered::start(&folder));
}

#[test]
fn nor_is_it_in_a_database_that_outlives_the_gateway() {
    let Some(server) = Server::own(&[], &[]) else {
        return;
    };
    let folder = Folder::new();
    dies_again_and_again(|| together::start(&folder, &server));
}

fn dies_again_and_again(start: impl Fn() -> Administered) {
    let mut answered: Vec<String> = Vec::new();
    for death in 0..DEATHS {
        let gateway = start();
        let admin = gateway.admin.strip_prefix("http://").unwrap().to_owned();
        let writers = (0..WRITERS).map(|writer| {
            let admin = admin.clone();
            thread::spawn(move || {
                let mut answered = Vec::new();
                // A dead one answers nobody.
                for number in 0.. {
                    let name = format!("s-{death}-{writer}-{number}");
                    if write(&admin, &name) != Some(201) {
                        break;
                    }
                    answered.push(name);
                }
                answered
            })
        });
        let writers: Vec<_> = writers.collect();
        // Killed at a moment that differs from one time to the next: when so many were written by somebody.
        let some = format!("/services?tags=t-{death}&size=1000");
        while gateway.curl("GET", &some, &[]).1["data"]
            .as_array()
            .map_or(0, Vec::len)
            < (death % 7) as usize
        {}
        let Administered {
            gateway: mut process, ..
        } = gateway;
        process.signal("KILL");
        process.ended(PATIENCE);
        for writer in writers {
            answered.extend(writer.join().unwrap());
        }
    }
    let gateway = start();
    let kept = all(&gateway);
    for name in &answered {
        assert!(
            kept.iter().any(|service| service["name"] == **name),
            "{name} is lost"
        );
    }
    for service in &kept {
        // Found by its name and by its tag as by its id: all of it was written.
        let name = service["name"].as_str().unwrap();
        assert_eq!(
            gateway.curl("GET", &format!("/services/{name}"), &[]).1["id"],
            service["id"]
        );
    }
    println!(
        "killed {DEATHS} times: {} writes answered, {} kept",
        answered.len(),
        kept.len()
    );
}

fn write(admin: &str, name: &str) -> Option<u16> {
    let mut stream = TcpStream::connect(admin).ok()?;
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let death = name.split('-').nth(1)?;
    let body = format!(r#"{{"name":"{name}","host":"{name}.test","tags":["t-{death}"]}}"#);
    write!(
        stream,
        "POST /services HTTP/1.1\r\nHost: {admin}\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    answer.split(' ').nth(1)?.parse().ok()
}

/// Every service, page by page.
fn all(gateway: &Administered) -> Vec<Value> {
    let mut all = Vec::new();
    let mut next = "/services?size=1000".to_owned();
    loop {
        let (status, page) = gateway.curl("GET", &next, &[]);
        assert_eq!(status, 200, "{page}");
        all.extend(page["data"].as_array().unwrap().iter().cloned());
        match page["next"].as_str() {
            Some(path) => path.clone_into(&mut next),
            None => return all,
        }
    }
}

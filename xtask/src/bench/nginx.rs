//! nginx: the upstream that everybody has in common, and the proxy that we are compared with.

use std::fmt::Write;
use std::fs;
use std::io;
use std::net::SocketAddr;
use std::path::Path;

use super::gateway::Certificate;
use super::service::{self, Service};

/// The bytes of the small answer.
pub(crate) const SMALL: usize = 1024;

/// The bytes of the large one.
pub(crate) const LARGE: usize = 100 * 1024;

/// Where the large answer is.
pub(crate) const LARGE_PATH: &str = "/large";

/// Starts an upstream that answers every path with [`SMALL`] bytes, and one with [`LARGE`].
pub(crate) fn upstream(nginx: &Path, folder: &Path, cores: usize) -> io::Result<(Service, SocketAddr)> {
    let address = service::free()?;
    fs::create_dir_all(folder)?;
    fs::write(folder.join(&LARGE_PATH[1..]), "x".repeat(LARGE))?;
    let server = format!(
        "server {{
    listen {address} backlog=4096;
    keepalive_requests 1000000000;
    default_type text/plain;
    open_file_cache max=10;
    location / {{ return 200 \"{small}\"; }}
    location = {LARGE_PATH} {{ root {folder}; }}
  }}",
        small = "x".repeat(SMALL),
        folder = folder.display(),
    );
    let upstream = start("upstream", nginx, folder, cores, &server, address)?;
    Ok((upstream, address))
}

/// A proxy with nginx's own defaults, but for connections to the upstream, which are kept.
pub(crate) fn proxy(
    nginx: &Path,
    folder: &Path,
    cores: usize,
    upstream: SocketAddr,
    plain: SocketAddr,
    tls: Option<(SocketAddr, &Certificate)>,
) -> io::Result<Service> {
    let mut listens = format!("listen {plain} backlog=4096;");
    if let Some((address, certificate)) = tls {
        // Writing to a string cannot fail.
        let _ = write!(
            listens,
            "\n    listen {address} ssl backlog=4096;\n    ssl_certificate {};\n    ssl_certificate_key {};",
            certificate.chain.display(),
            certificate.key.display(),
        );
    }
    let server = format!(
        "upstream u {{ server {upstream}; keepalive 512; keepalive_requests 1000000000; }}
  server {{
    {listens}
    keepalive_requests 1000000000;
    location / {{
      proxy_pass http://u;
      proxy_http_version 1.1;
      proxy_set_header Connection \"\";
      proxy_set_header Host $host;
      proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
      proxy_set_header X-Forwarded-Proto $scheme;
    }}
  }}"
    );
    start("nginx", nginx, folder, cores, &server, plain)
}

fn start(
    name: &'static str,
    nginx: &Path,
    folder: &Path,
    cores: usize,
    server: &str,
    address: SocketAddr,
) -> io::Result<Service> {
    fs::create_dir_all(folder)?;
    let within = folder.display();
    // Its workers read what lies in the folders of whoever started it; without root this line says nothing.
    let configuration = format!(
        "user root;
worker_processes {cores};
daemon off;
pid {within}/nginx.pid;
error_log stderr error;
events {{ worker_connections 4096; }}
http {{
  access_log off;
  client_body_temp_path {within}/body;
  proxy_temp_path {within}/proxy;
  fastcgi_temp_path {within}/fastcgi;
  uwsgi_temp_path {within}/uwsgi;
  scgi_temp_path {within}/scgi;
  {server}
}}
"
    );
    let file = folder.join("nginx.conf");
    fs::write(&file, configuration)?;
    let mut command = service::command(nginx);
    command
        .args(["-e", "stderr", "-c"])
        .arg(file)
        .arg("-p")
        .arg(folder);
    let mut service = Service::start(name, command, folder)?;
    service.listens(address)?;
    Ok(service)
}

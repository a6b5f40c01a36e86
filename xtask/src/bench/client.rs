//! A client of HTTP/1.1 that sends what it is told and one request at a time.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};

use super::service::PATIENCE;

/// A connection that is kept.
#[derive(Debug)]
pub(crate) struct Connection(BufReader<TcpStream>);

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    /// Its status.
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    /// Its body.
    pub(crate) body: Vec<u8>,
}

/// A request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Request<'a> {
    /// The authority it is for.
    pub(crate) host: &'a str,
    /// The path, and the query if there is one.
    pub(crate) target: &'a str,
    /// The cookies it shows, or nothing.
    pub(crate) cookies: &'a str,
    /// The access token it brings, or nothing.
    pub(crate) bearer: &'a str,
    /// The key it shows, or nothing.
    pub(crate) key: &'a str,
    /// A form, which makes it a POST, or nothing.
    pub(crate) form: &'a str,
}

impl Connection {
    /// Opens one.
    pub(crate) fn open(address: SocketAddr) -> io::Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self(BufReader::new(stream)))
    }

    /// Asks, and waits for the answer.
    pub(crate) fn ask(&mut self, request: &Request<'_>) -> io::Result<Answer> {
        self.0.get_mut().write_all(request.text().as_bytes())?;
        self.answer()
    }

    fn answer(&mut self) -> io::Result<Answer> {
        let first = self.line()?;
        let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("no answer: {first:?}")))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            let Some((name, value)) = line.split_once(':') else {
                break;
            };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        let mut answer = Answer {
            status,
            headers,
            body: Vec::new(),
        };
        let length = answer
            .header("content-length")
            .and_then(|length| length.parse().ok());
        match length {
            Some(length) => {
                answer.body.resize(length, 0);
                self.0.read_exact(&mut answer.body)?;
            }
            None if answer.header("transfer-encoding").is_some() => answer.body = self.chunks()?,
            None => {}
        }
        Ok(answer)
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let line = self.line()?;
            let length = usize::from_str_radix(&line, 16).map_err(io::Error::other)?;
            let start = body.len();
            body.resize(start + length, 0);
            self.0.read_exact(&mut body[start..])?;
            self.line()?;
            if length == 0 {
                return Ok(body);
            }
        }
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.0.read_line(&mut line)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end().to_owned())
    }
}

impl Answer {
    /// The first header of this name, in small letters.
    pub(crate) fn header(&self, name: &'static str) -> Option<&str> {
        self.all(name).next()
    }

    /// All headers of this name, in small letters.
    pub(crate) fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        let named = self.headers.iter().filter(move |(other, _)| other == name);
        named.map(|(_, value)| value.as_str())
    }
}

impl Request<'_> {
    fn text(&self) -> String {
        let Self {
            host,
            target,
            cookies,
            bearer,
            key,
            form,
        } = self;
        let key = match *key {
            "" => String::new(),
            key => format!("apikey: {key}\r\n"),
        };
        let bearer = match *bearer {
            "" => String::new(),
            token => format!("authorization: Bearer {token}\r\n"),
        };
        let cookies = match *cookies {
            "" => String::new(),
            cookies => format!("cookie: {cookies}\r\n"),
        };
        let accept = "accept: text/html\r\n";
        match *form {
            "" => format!("GET {target} HTTP/1.1\r\nhost: {host}\r\n{accept}{cookies}{bearer}{key}\r\n"),
            form => format!(
                "POST {target} HTTP/1.1\r\nhost: {host}\r\n{accept}{cookies}{bearer}{key}\
                 content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
                form.len()
            ),
        }
    }
}

#[cfg(test)]
mod tests;

//! Raw bytes against a gateway: a client that sends what the test says, and an upstream that answers so.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use plugin::Services;
use proxy::{Cores, Limits, Plan, Rules, Settings, compile};
use serde_json::{Value, json};
use socket2::SockRef;

use crate::fakes::{KINDS, services, snapshot};
use crate::plain::settings;

/// How long a test waits for what must come.
const PATIENCE: Duration = Duration::from_secs(10);

/// A gateway of one core, and the socket of the service behind it.
pub(crate) struct House {
    pub(crate) cores: Cores,
    pub(crate) services: Services,
    upstream: TcpListener,
}

/// One end of a connection, in bytes.
pub(crate) struct Wire {
    stream: TcpStream,
    seen: Vec<u8>,
}

impl House {
    pub(crate) fn open() -> Self {
        Self::with(Rules::default(), Limits::default(), &[])
    }

    /// With these rules and limits, and with more entities than the service and a route for everything, through
    /// which bodies flow as they come.
    pub(crate) fn with(rules: Rules, limits: Limits, more: &[(&'static str, &str, Value)]) -> Self {
        let upstream = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = upstream.local_addr().unwrap();
        let mut all = vec![
            (
                "services",
                "raw",
                json!({ "host": "127.0.0.1", "port": address.port(), "read_timeout": 2000, "retries": 0 }),
            ),
            (
                "routes",
                "all",
                json!({ "service": "raw", "paths": ["/"], "strip_path": false, "request_buffering": false }),
            ),
        ];
        all.extend(more.iter().cloned());
        let services = services();
        let plan: Arc<Plan> = Arc::new(compile(&snapshot(&all), KINDS, &services, None).0);
        let settings = Settings {
            limits,
            rules,
            ..settings()
        };
        let cores = Cores::start(&settings, &plan, &Arc::default()).unwrap();
        Self {
            cores,
            services,
            upstream,
        }
    }

    pub(crate) fn client(&self) -> Wire {
        Wire::over(TcpStream::connect(self.cores.bound()[0]).unwrap())
    }

    /// The next connection to the service.
    pub(crate) fn upstream(&self) -> Wire {
        self.upstream.set_nonblocking(false).unwrap();
        SockRef::from(&self.upstream)
            .set_read_timeout(Some(PATIENCE))
            .unwrap();
        let (stream, _) = self.upstream.accept().expect("nobody asks the service");
        Wire::over(stream)
    }

    /// Whether the service was left in peace so far.
    pub(crate) fn is_unasked(&self) -> bool {
        self.upstream.set_nonblocking(true).unwrap();
        self.upstream.accept().is_err()
    }

    /// Whether nobody asks the service for so long.
    pub(crate) fn is_unasked_for(&self, moment: Duration) -> bool {
        self.upstream.set_nonblocking(false).unwrap();
        SockRef::from(&self.upstream)
            .set_read_timeout(Some(moment))
            .unwrap();
        self.upstream.accept().is_err()
    }

    /// A client that has sent `request`, and the service's end with its head read.
    pub(crate) fn asked(&self, request: &str) -> (Wire, Wire, String) {
        let mut client = self.client();
        client.send(request);
        let mut upstream = self.upstream();
        let head = upstream.head();
        (client, upstream, head)
    }
}

impl Wire {
    fn over(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        Self {
            stream,
            seen: Vec::new(),
        }
    }

    pub(crate) fn send(&mut self, bytes: impl AsRef<[u8]>) {
        self.stream.write_all(bytes.as_ref()).unwrap();
    }

    /// Sends nothing more.
    pub(crate) fn end(&self) {
        self.stream.shutdown(Shutdown::Write).unwrap();
    }

    /// What comes until `mark` has come, with it.
    pub(crate) fn until(&mut self, mark: &[u8]) -> Vec<u8> {
        loop {
            if let Some(at) = self.seen.windows(mark.len()).position(|window| window == mark) {
                return self.seen.drain(..at + mark.len()).collect();
            }
            let mut more = [0; 4096];
            let read = self.stream.read(&mut more).unwrap();
            assert_ne!(read, 0, "closed after {:?}", String::from_utf8_lossy(&self.seen));
            self.seen.extend_from_slice(&more[..read]);
        }
    }

    /// The head of a message, in lower case and with an empty line at its end.
    pub(crate) fn head(&mut self) -> String {
        String::from_utf8(self.until(b"\r\n\r\n"))
            .unwrap()
            .to_ascii_lowercase()
    }

    /// Everything until the other side closes; an abrupt end is an end, too.
    pub(crate) fn rest(&mut self) -> String {
        if let Err(error) = self.stream.read_to_end(&mut self.seen) {
            let kind = error.kind();
            let seen = String::from_utf8_lossy(&self.seen);
            assert_ne!(kind, ErrorKind::WouldBlock, "not closed after {seen:?}");
        }
        String::from_utf8_lossy(&std::mem::take(&mut self.seen)).into_owned()
    }

    /// What comes next; nothing at the end.
    pub(crate) fn some(&mut self) -> Vec<u8> {
        let mut more = vec![0; 64 * 1024];
        let read = self.stream.read(&mut more).unwrap();
        more.truncate(read);
        more
    }

    /// The same connection, to write on from elsewhere.
    pub(crate) fn other(&self) -> Self {
        Self::over(self.stream.try_clone().unwrap())
    }

    /// Whether nothing comes for a moment.
    pub(crate) fn is_silent(&mut self) -> bool {
        self.is_silent_for(Duration::from_millis(100))
    }

    /// Whether nothing comes, and the connection stays, for so long.
    pub(crate) fn is_silent_for(&mut self, moment: Duration) -> bool {
        self.stream.set_read_timeout(Some(moment)).unwrap();
        let read = self.stream.read(&mut [0]);
        self.stream.set_read_timeout(Some(PATIENCE)).unwrap();
        self.seen.is_empty() && read.is_err_and(|error| error.kind() == ErrorKind::WouldBlock)
    }
}

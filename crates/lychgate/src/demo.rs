//! `lychgate demo`: gateway, sample provider and echo service in one process, and what to try with them.

mod browser;
mod certificate;
mod configuration;
mod echo;
mod steps;
mod token;
mod written;

pub use written::write;

use std::net::{Ipv4Addr, SocketAddr};
use std::num::NonZeroUsize;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use net::HttpClient;
use ports::{Entropy, Http, NodeSecrets};
use sample_idp::{Client, Idp, Lifetimes};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::catalogue::catalogue;
use crate::configuration::Configuration;
use crate::entropy::SystemEntropy;
use crate::gateway::{Gateway, NotStarted, Options};
use crate::logs;
use crate::outside::OutsideRuntime;
use crate::paint::{Paint, complain, say};
use crate::plugins::PLUGINS;
use crate::report::{Item, List};
use crate::settings::{Environment, LogLevel};
use crate::stop_signal::StopSignals;

/// How long requests under way may take to finish.
const DRAIN: Duration = Duration::from_secs(2);

/// How long a short session lasts.
const SHORT: Duration = Duration::from_secs(20);

/// Where everything is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Places {
    gateway: SocketAddr,
    admin: SocketAddr,
    manager: SocketAddr,
    provider: SocketAddr,
    echo: SocketAddr,
}

impl Places {
    /// The gateway on this port and the others behind it; 0 leaves all of them to the kernel.
    fn beside(port: u16) -> Self {
        let at = |distance| {
            let port = match port {
                0 => 0,
                port => port.saturating_add(distance),
            };
            SocketAddr::from((Ipv4Addr::LOCALHOST, port))
        };
        Self {
            gateway: at(0),
            admin: at(1),
            manager: at(2),
            provider: at(3),
            echo: at(4),
        }
    }
}

/// How the demo is to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The port of the gateway; the others take the next four. 0 leaves all of them to the kernel.
    pub port: u16,
    /// Whether sessions, and logins at the provider, end after [`SHORT`].
    pub short_session: bool,
    /// Whether the gateway listens with TLS.
    pub https: bool,
    /// Whether a browser is opened.
    pub open: bool,
}

impl Asked {
    /// The URL of the gateway. It has another name than the provider, so that neither gets the other's cookies.
    fn url(&self, gateway: SocketAddr) -> String {
        let scheme = if self.https { "https" } else { "http" };
        format!("{scheme}://localhost:{}", gateway.port())
    }
}

/// Prints the configuration of the gateway, and starts nothing.
#[must_use]
pub fn print_config(asked: &Asked) -> ExitCode {
    let places = Places::beside(asked.port);
    let issuer = format!("http://{}", places.provider);
    say(configuration::yaml(&places, &issuer, asked));
    ExitCode::SUCCESS
}

/// Runs the demo until a signal comes.
#[must_use]
pub fn run(asked: Asked) -> ExitCode {
    let environment = Environment::of_process();
    let levels = logs::start(LogLevel::Warn, logs::Format::of_stderr(&environment));
    let ended = OutsideRuntime::start(NonZeroUsize::MIN)
        .map_err(|error| Item::from(&NotStarted::Threads(error)))
        .and_then(|runtime| {
            runtime
                .handle()
                .block_on(show(asked, levels, Paint::of_stdout(&environment)))
        });
    let Err(fault) = ended else {
        return ExitCode::SUCCESS;
    };
    let paint = Paint::of_stderr(&environment);
    let list = List {
        items: &[fault],
        paint,
    };
    complain(format_args!(
        "{} the demo cannot start.\n\n{list}",
        paint.bad("✗")
    ));
    ExitCode::FAILURE
}

async fn show(asked: Asked, levels: Arc<logs::Levels>, paint: Paint) -> Result<(), Item> {
    let mut signals = StopSignals::listen().map_err(|error| Item::from(&NotStarted::Threads(error)))?;
    let demo = Demo::start(asked, levels).await?;
    say(steps::steps(&demo, paint));
    if asked.open
        && let Err(why) = browser::open(&asked.url(demo.places.gateway))
    {
        say(format_args!("{} {why}\n", paint.warning("!")));
    }
    let signal = signals.next().await;
    say(format_args!("\n{signal}: the demo ends.\n"));
    tokio::select! {
        () = demo.stop() => {}
        _ = signals.next() => {}
    }
    Ok(())
}

/// The demo at work.
struct Demo {
    asked: Asked,
    gateway: Gateway,
    provider: Idp,
    echo: JoinHandle<()>,
    places: Places,
    /// An access token that a program can bring.
    token: String,
}

impl Demo {
    /// Starts the gateway first: the others are told where it is, and then it is told where they are.
    async fn start(asked: Asked, levels: Arc<logs::Levels>) -> Result<Self, Item> {
        let wanted = Places::beside(asked.port);
        let http = Arc::new(HttpClient::new(&[]).map_err(|bad| Item::from(&bad))?);
        let options = Options {
            listens: vec![proxy::Listen {
                address: wanted.gateway,
                tls: asked.https.then(certificate::of_localhost),
            }],
            admin_listens: vec![wanted.admin],
            manager_listens: vec![wanted.manager],
            levels,
            ..Options::new(Arc::clone(&http) as Arc<dyn Http>, secrets()?)
        };
        let started = Gateway::start(&Configuration::default(), options).await;
        let (mut gateway, _) = started.map_err(|why| with_port(&why))?;
        let (echo, echo_at) = serve_echo(wanted.echo).await?;
        let mut places = Places {
            gateway: gateway.bound()[0],
            admin: gateway.admin_bound()[0],
            manager: gateway.manager_bound()[0],
            echo: echo_at,
            ..wanted
        };
        let provider = start_provider(&places, &asked).await?;
        places.provider = provider.address();
        let yaml = configuration::yaml(&places, provider.issuer(), &asked);
        let configuration = Configuration::read(&yaml, &catalogue(PLUGINS)).map_err(|faults| {
            let first = faults.iter().next().expect("faults are never none");
            Item::from(first)
        })?;
        let applied = gateway.apply(&configuration).await;
        if let Some(problem) = applied.expect("the cores run").first() {
            return Err(Item::from(problem));
        }
        let token = token::of_client(&*http, provider.issuer()).await?;
        Ok(Self {
            asked,
            gateway,
            provider,
            echo,
            places,
            token,
        })
    }

    async fn stop(self) {
        self.gateway.stop(DRAIN).await;
        self.echo.abort();
    }
}

/// Secrets that are gone with the process: the demo leaves nothing behind.
fn secrets() -> Result<NodeSecrets, Item> {
    let mut secret = vec![0; 32];
    SystemEntropy.fill(&mut secret).map_err(|why| Item::from(&why))?;
    Ok(NodeSecrets::new(vec![secret]))
}

async fn serve_echo(wanted: SocketAddr) -> Result<(JoinHandle<()>, SocketAddr), Item> {
    let not_bound = |why| with_port(&NotStarted::not_bound(wanted, why));
    let listener = TcpListener::bind(wanted).await.map_err(not_bound)?;
    let address = listener.local_addr().map_err(not_bound)?;
    let serving = tokio::spawn(async move {
        if let Err(error) = axum::serve(listener, echo::router()).await {
            tracing::error!(%error, "the echo service ended");
        }
    });
    Ok((serving, address))
}

async fn start_provider(places: &Places, asked: &Asked) -> Result<Idp, Item> {
    let client = Client::confidential(configuration::CLIENT_ID, configuration::CLIENT_SECRET)
        .redirecting_to(format!("{}/", asked.url(places.gateway)))
        .leaving_to(format!("{}/", asked.url(places.gateway)));
    let mut lifetimes = Lifetimes::default();
    if asked.short_session {
        // Or else the provider would sign everybody in again without a word.
        lifetimes.login = SHORT;
    }
    let options = sample_idp::Options {
        address: places.provider,
        clients: vec![client],
        lifetimes,
        ..Default::default()
    };
    let started = Idp::start(options).await;
    started.map_err(|why| with_port(&NotStarted::not_bound(places.provider, why)))
}

fn with_port(why: &NotStarted) -> Item {
    let mut item = Item::from(why);
    if matches!(why, NotStarted::PortInUse { .. }) {
        item.remedy = "end it, or let the demo use other ports: lychgate demo --port 9000".to_owned();
    }
    item
}

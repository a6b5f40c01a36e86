//! Which request is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn, map_response};
use axum::response::{IntoResponse, Response};
use model::{CONSUMER_GROUPS, DEFAULT_WORKSPACE, Id, TARGETS, WORKSPACES, Workspace};
use store::By;

use crate::address::Address;
use crate::admission::Caller;
use crate::audit::Ledger;
use crate::body::Written;
use crate::desk::{Answer, Desk, prefix};
use crate::extension::Extension;
use crate::guard::{Guard, only_reads};
use crate::precondition::Precondition;
use crate::problem::Problem;
use crate::query::Query;
use crate::resource::{Located, Resource};
use crate::{Node, Serves, config, debug, information, schemas, status};

/// All paths, behind this guard.
pub(crate) fn router(guard: Guard) -> Router {
    let (node, serves) = (Arc::clone(&guard.node), guard.listen.serves);
    let guard = Arc::new(guard);
    behind(&node, serves, move |request, next| {
        let guard = Arc::clone(&guard);
        async move { guard.admit(request, next).await }
    })
}

/// All paths, behind whatever admits requests to them. As in Kong, a slash at the end changes nothing.
pub(crate) fn behind<A, W>(node: &Arc<dyn Node>, serves: Serves, admit: A) -> Router
where
    A: Fn(Request, Next) -> W + Clone + Send + Sync + 'static,
    W: Future<Output = Response> + Send + 'static,
{
    let timing = Some(Arc::clone(node)).filter(|node| node.identity().tells_latency);
    Router::new()
        .fallback(move |node, request| answer(node, serves, request))
        .with_state(Arc::clone(node))
        .layer(from_fn(admit))
        .layer(map_response(finish))
        .layer(from_fn(move |request, next| timed(timing.clone(), request, next)))
}

const LATENCY: HeaderName = HeaderName::from_static("x-kong-admin-latency");

/// Says how long an answer took, in whole milliseconds by the node's clock, where the settings want that said.
async fn timed(node: Option<Arc<dyn Node>>, request: Request, next: Next) -> Response {
    let Some(node) = node else {
        return next.run(request).await;
    };
    let begin = node.now();
    let mut answer = next.run(request).await;
    // The clock of a machine may go back.
    let took = node.now().saturating_sub(begin);
    answer.headers_mut().insert(LATENCY, took.into());
    answer
}

async fn answer(State(node): State<Arc<dyn Node>>, serves: Serves, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let located = Located::at(node.catalogue(), parts.uri.path());
    let Some(located) = located.filter(|located| located.resource.is_served(serves)) else {
        let extension = Extension::at(node.endpoints(), parts.uri.path());
        return match extension.filter(|extension| extension.is_served(serves)) {
            Some(extension) => extension.answer(&*node, &parts, body).await,
            None => Problem::NotFound.into_response(),
        };
    };
    let Located { workspace, resource } = located;
    let allowed = resource.allowed();
    let method = match parts.method {
        Method::HEAD => Method::GET,
        method => method,
    };
    if method == Method::OPTIONS {
        return options(allowed);
    }
    if !allowed.split(", ").any(|word| word == method.as_str()) {
        return Problem::Method(allowed).into_response();
    }
    let caller = parts.extensions.get().copied().unwrap_or(Caller::Stranger);
    let ledger = parts.extensions.get::<Arc<Ledger>>().cloned().unwrap_or_default();
    let answered = async {
        let query = Query::of(&parts.uri)?;
        let expected = Precondition::of(&parts.headers);
        // A precondition that nobody can judge is not fulfilled.
        if expected.names_a_state() && !only_reads(&method) && !resource.has_state() {
            return Err(Problem::NoState);
        }
        let prefix = workspace.as_deref().map(prefix).unwrap_or_default();
        let desk = Desk {
            node: &*node,
            workspace: id_of(&*node, workspace).await?,
            prefix: &prefix,
            secrets: caller.secrets(),
            expected: &expected,
            ledger: &ledger,
            is_kept_as_written: query.get("skip_hash").is_some_and(|value| value == "true"),
        };
        let written = match (&resource, &method) {
            // Whatever comes with it is nobody's business.
            (_, &Method::GET | &Method::DELETE) | (Resource::NotHere(_), _) => None,
            // Its body is of types that no other has.
            (Resource::Config, _) => {
                return config::write(&*node, desk.secrets, &query, &parts.headers, body).await;
            }
            _ => Some(Written::read(&parts.headers, body).await?),
        };
        match (resource, written) {
            (Resource::Node, _) => information::read(&desk).await,
            (Resource::Status, _) => Ok(status::read(&*node).await),
            (Resource::Readiness, None) => Ok(status::ready(&*node).await),
            (Resource::Readiness, Some(written)) => status::drain(&*node, &written),
            (Resource::Chain(route), _) => desk.chain(&route).await,
            (Resource::Health(upstream), _) => desk.health(&upstream, &query).await,
            (Resource::Tags(tag), _) => desk.tagged(tag.as_deref(), &query).await,
            (Resource::EnabledPlugins, _) => Ok(information::enabled_plugins(&*node)),
            (Resource::Config, _) => config::read(&*node, desk.secrets),
            (Resource::NameLookups, _) => Ok(status::lookups()),
            (Resource::AllTargets(upstream), _) => desk.all_targets(&upstream, &query).await,
            (
                Resource::Mark {
                    upstream,
                    target,
                    address,
                },
                _,
            ) => desk.mark(&upstream, &target, address.as_deref()).await,
            (Resource::LogLevel, _) => Ok(debug::read(&*node)),
            (Resource::LogLevelChange(level), written) => {
                debug::write(&*node, &level, &query, written.as_ref())
            }
            (Resource::NotHere(why), _) => Err(Problem::NotHere(why)),
            (Resource::Robots, _) => Ok(information::robots()),
            (Resource::Options(name), _) => Ok(schemas::of_options(node.catalogue(), &name)),
            (Resource::Endpoints, _) => Ok(information::endpoints(node.catalogue(), node.endpoints())),
            (Resource::Schema(kind), _) => Ok(schemas::of_entity(node.catalogue(), &kind)),
            (Resource::PluginSchema(name), _) => Ok(schemas::of_plugin(node.catalogue(), &name)),
            (Resource::Layout(name), _) => Ok(schemas::layout(&*node, &name)),
            (Resource::VaultSchema(name), _) => Ok(schemas::of_vault(node.catalogue(), &name)),
            (Resource::Validation(kind), written) => schemas::judge(&desk, kind, written),
            (Resource::Entities(address), None) => desk.given(&address, &method, &query).await,
            (Resource::Entities(address), Some(written)) => desk.taken(&address, &method, written).await,
        }
    };
    answered.await.unwrap_or_else(Problem::into_response)
}

/// The id of the workspace of this name; `default` if there is none.
pub(crate) async fn id_of(node: &dyn Node, name: Option<String>) -> Result<Id, Problem> {
    let Some(name) = name.filter(|name| name != Workspace::DEFAULT) else {
        return Ok(DEFAULT_WORKSPACE);
    };
    let named = node.store().get(&WORKSPACES, DEFAULT_WORKSPACE, By::Key(&name));
    match named.await? {
        Some(workspace) => Ok(workspace.id),
        None => Err(Problem::NoWorkspace(name)),
    }
}

impl Desk<'_> {
    /// What is read or deleted.
    async fn given(&self, address: &Address<'_>, method: &Method, query: &Query) -> Answer {
        let deletes = *method == Method::DELETE;
        match address {
            Address::All(entity) => self.list(entity, None, query).await,
            Address::Children(family) if family.children.name == TARGETS.name => {
                self.newest_targets(&family.named, query).await
            }
            Address::Children(family) => self.list(family.children, Some(family), query).await,
            Address::One(entity, named) if deletes => self.delete(entity, named).await,
            Address::One(entity, named) if entity.name == CONSUMER_GROUPS.name => {
                self.group(named, query).await
            }
            Address::One(entity, named) => self.read(entity, named).await,
            Address::Child(family, named) if deletes => self.delete_child(family, named).await,
            Address::Child(family, named) => {
                let child = self.child(family, named).await?;
                self.given_out(&child).await
            }
            Address::Others(circle) if deletes => self.leave_all(circle).await,
            Address::Others(circle) => self.others(circle, query).await,
            Address::Other(circle, named) if deletes => self.leave(circle, named).await,
            Address::Other(circle, named) => self.other(circle, named).await,
            Address::Linked { of, named, link, to } => {
                let one = self.there(of, named).await?;
                let linked = self.linked(&one, link, to).await?;
                match deletes {
                    // What others may link to as well is deleted by its own path.
                    true => Err(Problem::Method("GET, HEAD, OPTIONS, PATCH, PUT")),
                    false => self.given_out(&linked).await,
                }
            }
        }
    }

    /// What is made or changed.
    async fn taken(&self, address: &Address<'_>, method: &Method, written: Written) -> Answer {
        let puts = *method == Method::PUT;
        match address {
            Address::All(entity) => self.create(entity, None, written).await,
            Address::Children(family) => self.create(family.children, Some(family), written).await,
            Address::One(entity, named) if puts => self.put(entity, None, named, written).await,
            Address::One(entity, named) => self.patch(entity, None, named, written).await,
            Address::Others(circle) => self.join(circle, written).await,
            Address::Other(..) => Err(Problem::Method(address.allowed())),
            Address::Child(family, named) if puts => {
                self.put(family.children, Some(family), named, written).await
            }
            Address::Child(family, named) => self.patch(family.children, Some(family), named, written).await,
            Address::Linked { of, named, link, to } if puts => {
                self.put_linked(of, named, link, to, written).await
            }
            Address::Linked { of, named, link, to } => self.patch_linked(of, named, link, to, written).await,
        }
    }
}

/// What a path answers when somebody asks what it answers.
pub(crate) fn options(allowed: &str) -> Response {
    // They are names of methods.
    let allowed = HeaderValue::from_str(allowed).unwrap_or_else(|_| HeaderValue::from_static(""));
    let headers = [
        (header::ALLOW, allowed.clone()),
        (header::ACCESS_CONTROL_ALLOW_METHODS, allowed),
    ];
    (StatusCode::NO_CONTENT, headers).into_response()
}

/// What the library calls a text that says nothing of itself.
const OF_A_TEXT: &[u8] = b"text/plain; charset=utf-8";

/// What every answer carries: nothing here may be kept, or be taken for a page.
pub(crate) async fn finish(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    // What is made of a text is JSON, unless it says what it is itself.
    let media_type = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if media_type == Some(OF_A_TEXT) {
        let json = HeaderValue::from_static("application/json; charset=utf-8");
        headers.insert(header::CONTENT_TYPE, json);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::SERVER, HeaderValue::from_static(information::SERVER));
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    answer
}

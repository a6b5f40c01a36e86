//! Which request is answered by what.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{from_fn, map_response};
use axum::response::{IntoResponse, Response};
use model::{DEFAULT_WORKSPACE, Id, WORKSPACES, Workspace};
use store::By;

use crate::address::Address;
use crate::body::Written;
use crate::desk::{Answer, Desk, prefix};
use crate::extension::Extension;
use crate::problem::Problem;
use crate::query::Query;
use crate::resource::{Located, Resource};
use crate::{Listen, Node, Serves, config, guard, information, schemas, status};

/// All paths, for this listener. As in Kong, a slash at the end changes nothing.
pub(crate) fn router(node: Arc<dyn Node>, listen: Listen) -> Router {
    let guarding = Arc::clone(&node);
    Router::new()
        .fallback(move |node, request| answer(node, listen.serves, request))
        .with_state(node)
        .layer(from_fn(move |request, next| {
            guard::admit(Arc::clone(&guarding), listen, request, next)
        }))
        .layer(map_response(finish))
}

async fn answer(State(node): State<Arc<dyn Node>>, serves: Serves, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let located = Located::at(node.catalogue(), parts.uri.path());
    let Some(located) = located.filter(|located| located.resource.is_served(serves)) else {
        let extension = Extension::at(node.endpoints(), parts.uri.path());
        return match extension.filter(|_| serves == Serves::Everything) {
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
    let answered = async {
        let prefix = workspace.as_deref().map(prefix).unwrap_or_default();
        let desk = Desk {
            node: &*node,
            workspace: id_of(&*node, workspace).await?,
            prefix: &prefix,
        };
        let query = Query::of(&parts.uri)?;
        if let Resource::Config = resource {
            return match method {
                Method::GET => config::read(&*node),
                _ => config::write(&*node, &query, &parts.headers, body).await,
            };
        }
        let written = match method {
            // Whatever comes with it is nobody's business.
            Method::GET | Method::DELETE => None,
            _ => Some(Written::read(&parts.headers, body).await?),
        };
        match (resource, written) {
            (Resource::Node, _) => information::read(&*node).await,
            (Resource::Status, _) => Ok(status::read(&*node).await),
            (Resource::Readiness, None) => Ok(status::ready(&*node).await),
            (Resource::Readiness, Some(written)) => status::drain(&*node, &written),
            (Resource::Health(upstream), _) => desk.health(&upstream, &query).await,
            (Resource::Tags(tag), _) => desk.tagged(tag.as_deref(), &query).await,
            (Resource::EnabledPlugins, _) => Ok(information::enabled_plugins(&*node)),
            // Its body is of types that no other has.
            (Resource::Config, _) => Err(Problem::NotFound),
            (Resource::Endpoints, _) => Ok(information::endpoints(node.catalogue(), node.endpoints())),
            (Resource::Schema(kind), _) => Ok(schemas::of_entity(node.catalogue(), &kind)),
            (Resource::PluginSchema(name), _) => Ok(schemas::of_plugin(node.catalogue(), &name)),
            (Resource::VaultSchema(name), _) => Ok(schemas::of_vault(node.catalogue(), &name)),
            (Resource::Validation(kind), written) => schemas::judge(&desk, kind, written),
            (Resource::Entities(address), None) => desk.given(&address, &method, &query).await,
            (Resource::Entities(address), Some(written)) => desk.taken(&address, &method, written).await,
        }
    };
    let answer = answered.await.unwrap_or_else(Problem::into_response);
    if !method.is_safe() {
        let (path, status) = (parts.uri.path(), answer.status().as_u16());
        tracing::info!("Admin API: {method} {path} is answered {status}");
    }
    answer
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
            Address::Children(family) => self.list(family.children, Some(family), query).await,
            Address::One(entity, named) if deletes => self.delete(entity, named).await,
            Address::One(entity, named) => self.read(entity, named).await,
            Address::Child(family, named) if deletes => self.delete_child(family, named).await,
            Address::Child(family, named) => {
                let child = self.child(family, named).await?;
                self.shown(StatusCode::OK, &child).await
            }
            Address::Linked { of, named, link, to } => {
                let one = self.find(of, named).await?.ok_or(Problem::NotFound)?;
                let linked = self.linked(&one, link, to).await?;
                match deletes {
                    // What others may link to as well is deleted by its own path.
                    true => Err(Problem::Method("GET, HEAD, OPTIONS, PATCH, PUT")),
                    false => self.shown(StatusCode::OK, &linked).await,
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

/// What every answer carries: nothing here may be kept, or be taken for a page.
async fn finish(mut answer: Response) -> Response {
    let headers = answer.headers_mut();
    let typed = headers.get(header::CONTENT_TYPE);
    if typed.is_some_and(|typed| !typed.as_bytes().starts_with(b"application/")) {
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

//! Routes and requests as short text, and the route that is meant.

mod at_random;
mod cost;
mod headers;
mod hosts;
mod order;
mod paths;
mod rest;
mod written;

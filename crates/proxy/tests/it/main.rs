//! The data plane over real sockets.

#![allow(
    clippy::unwrap_used,
    clippy::needless_pass_by_value,
    reason = "tests may panic and read plainly"
)]

#[path = "../../src/fakes.rs"]
#[allow(dead_code, reason = "the tests beside the code use the rest")]
mod fakes;
mod killed;
mod plain;
mod strict;
mod upgrade;
mod upstream;
mod way;
mod wire;

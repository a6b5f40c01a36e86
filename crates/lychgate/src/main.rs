//! The binary: everything it does is in the library beside it.

use std::process::ExitCode;

/// Eight to ten percent less work per request than with the allocator of the C library.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    lychgate::cli::run()
}

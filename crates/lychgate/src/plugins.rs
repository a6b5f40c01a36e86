//! THE list of plugins. Its order is the order in which they act.

use openid_connect::OpenIdConnect;
use plugin::Kind;
use plugins::RequestTermination;

/// Every plugin there is, the highest priority first.
pub const PLUGINS: &[Kind] = &[
    Kind::of::<OpenIdConnect>(),      // 1050
    Kind::of::<RequestTermination>(), //    2
];

//! THE list of plugins. Its order is the order in which they act.

use openid_connect::OpenIdConnect;
use plugin::Kind;
use plugins::{CorrelationId, Cors, FileLog, HttpLog, IpRestriction, Prometheus, RequestTermination};

/// Every plugin there is, the highest priority first.
pub const PLUGINS: &[Kind] = &[
    Kind::of::<CorrelationId>(),      // 100001
    Kind::of::<Cors>(),               //   2000
    Kind::of::<OpenIdConnect>(),      //   1050
    Kind::of::<IpRestriction>(),      //    990
    Kind::of::<Prometheus>(),         //     13
    Kind::of::<HttpLog>(),            //     12
    Kind::of::<FileLog>(),            //      9
    Kind::of::<RequestTermination>(), //      2
];

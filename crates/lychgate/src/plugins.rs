//! THE list of plugins. Its order is the order in which they act.

use openid_connect::OpenIdConnect;
use plugin::Kind;
use plugins::{
    Acl, BasicAuth, CorrelationId, Cors, FileLog, HttpLog, IpRestriction, Jwt, KeyAuth, OAuth2, Prometheus,
    RateLimiting, RequestTermination, RequestTransformer, ResponseTransformer,
};

/// Every plugin there is, the highest priority first.
pub const PLUGINS: &[Kind] = &[
    Kind::of::<CorrelationId>(),       // 100001
    Kind::of::<Cors>(),                //   2000
    Kind::of::<Jwt>(),                 //   1450
    Kind::of::<OAuth2>(),              //   1400
    Kind::of::<KeyAuth>(),             //   1250
    Kind::of::<BasicAuth>(),           //   1100
    Kind::of::<OpenIdConnect>(),       //   1050
    Kind::of::<IpRestriction>(),       //    990
    Kind::of::<Acl>(),                 //    950
    Kind::of::<RateLimiting>(),        //    910
    Kind::of::<RequestTransformer>(),  //    801
    Kind::of::<ResponseTransformer>(), //    800
    Kind::of::<Prometheus>(),          //     13
    Kind::of::<HttpLog>(),             //     12
    Kind::of::<FileLog>(),             //      9
    Kind::of::<RequestTermination>(),  //      2
];

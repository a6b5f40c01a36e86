//! openid_connect

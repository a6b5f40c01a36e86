//! sample_idp

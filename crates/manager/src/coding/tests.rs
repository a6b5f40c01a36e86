use super::Coding::{Br, Gzip, Identity};
use super::*;

#[test]
fn a_client_gets_what_it_likes_best() {
    for (accepted, offered, expected) in [
        ("gzip, deflate, br, zstd", &[Br, Gzip][..], Br),
        ("gzip, deflate, br", &[Gzip], Gzip),
        ("gzip;q=1.0, br;q=0.5", &[Br, Gzip], Gzip),
        ("gzip; q=0.2 , BR; q=0.3", &[Br, Gzip], Br),
        ("br;q=0, gzip", &[Br, Gzip], Gzip),
        ("br;q=0, *", &[Br, Gzip], Gzip),
        ("*", &[Br, Gzip], Br),
        ("*;q=0", &[Br, Gzip], Identity),
        ("br;q=0.001", &[Br], Br),
        ("br;q=2", &[Br], Identity),
        ("br;x=1", &[Br], Identity),
        ("brotli", &[Br], Identity),
        ("deflate", &[Br, Gzip], Identity),
        ("identity", &[Br, Gzip], Identity),
        ("", &[Br, Gzip], Identity),
        ("br, gzip", &[], Identity),
    ] {
        let liked = Coding::liked(accepted, offered.iter().copied());
        assert_eq!(liked, expected, "{accepted:?} of {offered:?}");
    }
}

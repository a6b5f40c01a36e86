//! Files that somebody cut or hit: faults or documents, never a panic.

use super::{catalogue, read};

const GOOD: &str = include_str!("../../../../../examples/two-services.yaml");
const MORE: &str = r#"
_format_version: "3.0"
_info: {select_tags: [a]}
services:
- {name: "a", url: "http://a:1/b", tags: [x, 'y'], routes: [{paths: [/], hosts: [b.c], plugins: [{name: limit}]}]}
consumers: [{username: bob, custom_id: "7", plugins: [{name: limit, config: {count: 2}, service: {name: a}}]}]
"#;
const JSON: &str = r#"{"_format_version":"1.1","routes":[{"paths":["/\u00e9","/a|b"],"service":{"id":null}}],"services":[{"name":"x","host":"y","port":80.0}]}"#;

/// Either there are documents, or every fault says something.
fn is_told(text: &str) {
    if let Err(faults) = read(text, &catalogue()) {
        assert!(faults.len() > 0, "{text}");
        for fault in faults.iter() {
            assert!(
                !fault.what.is_empty() && !fault.remedy.is_empty() && fault.code.contains('.'),
                "{text}"
            );
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_told() {
    for text in [GOOD, MORE, JSON] {
        for (end, _) in text.char_indices() {
            is_told(&text[..end]);
            is_told(&text[end..]);
        }
    }
}

#[test]
fn a_file_hit_anywhere_is_told() {
    // The same hits every time: a generator with a fixed seed (Knuth's MMIX).
    let mut state = 1_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let hits: Vec<char> = "&*!<>|%@`{}[]:,-?#'\"\\\n\t \r~0=.\0\u{85}\u{2028}\u{feff}é😀"
        .chars()
        .collect();
    for text in [GOOD, MORE, JSON] {
        let letters: Vec<char> = text.chars().collect();
        for _ in 0..1_500 {
            let mut hit = letters.clone();
            for _ in 0..=next(3) {
                let at = next(hit.len());
                match next(4) {
                    0 => hit[at] = hits[next(hits.len())],
                    1 => hit.insert(at, hits[next(hits.len())]),
                    2 => drop(hit.remove(at)),
                    _ => {
                        let end = (at + next(40)).min(hit.len());
                        let piece: Vec<char> = hit[at..end].to_vec();
                        hit.splice(at..at, piece);
                    }
                }
            }
            is_told(&hit.into_iter().collect::<String>());
        }
    }
}

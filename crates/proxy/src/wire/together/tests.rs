use super::*;

fn written(pieces: &[&[u8]]) -> Option<Vec<u8>> {
    let slices: Vec<IoSlice<'_>> = pieces.iter().map(|piece| IoSlice::new(piece)).collect();
    let mut written = Vec::new();
    let polled = together(&slices, |bytes| {
        written.extend_from_slice(bytes);
        Poll::Ready(Ok(bytes.len()))
    });
    polled.map(|_| written)
}

#[test]
fn short_pieces_become_one_and_long_ones_stay() {
    assert_eq!(written(&[b"head", b"", b"body"]).unwrap(), b"headbody");
    assert_eq!(written(&[b"next"]).unwrap(), b"next");
    assert_eq!(written(&[]).unwrap(), b"");
    let long = [7; MOST + 1];
    // One needs no copy, however long.
    assert_eq!(written(&[&long]).unwrap(), long);
    assert_eq!(written(&[&long[..MOST - 1], b"x"]).unwrap().len(), MOST);
    assert!(written(&[&long[..MOST], b"x"]).is_none());
}

#[test]
fn what_cannot_be_written_now_is_told() {
    let slices = [IoSlice::new(b"a"), IoSlice::new(b"b")];
    assert!(together(&slices, |_| Poll::Pending).unwrap().is_pending());
}

use super::*;

#[test]
fn it_is_not_printed() {
    let secret = Secret::new("opensesame");
    assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "*** Some(***)");
    assert_eq!(secret.expose(), "opensesame");
}

#[test]
fn it_is_compared_whole() {
    let secret = Secret::new("opensesame");
    assert!(secret.is("opensesame"));
    assert_eq!(secret, Secret::from("opensesame".to_owned()));
    for other in ["", "opensesam", "opensesamE", "opensesame ", "Opensesame"] {
        assert!(!secret.is(other), "{other}");
        assert_ne!(secret, Secret::new(other));
    }
}

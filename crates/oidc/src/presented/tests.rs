use crate::samples::visit;

#[test]
fn no_code_is_printed() {
    let presented = visit("/callback", Some("code=opensesame"));
    assert_eq!(format!("{presented:?}"), r#"Presented("/callback", Nothing)"#);
}

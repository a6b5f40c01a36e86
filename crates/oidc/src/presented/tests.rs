use super::*;

#[test]
fn no_code_is_printed() {
    let presented = Presented {
        path: "/callback",
        query: Some("code=opensesame"),
        pending: PendingCookie::Nothing,
    };
    assert_eq!(format!("{presented:?}"), r#"Presented("/callback", Nothing)"#);
}

use super::*;

#[test]
fn no_code_is_printed() {
    let presented = Presented {
        path: "/callback",
        query: Some("code=opensesame"),
        approach: Approach::Visit,
        pending: PendingCookie::Nothing,
    };
    assert_eq!(format!("{presented:?}"), r#"Presented("/callback", Nothing)"#);
}

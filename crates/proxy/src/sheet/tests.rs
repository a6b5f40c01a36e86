use super::*;

#[test]
fn texts_on_one_sheet_do_not_touch_each_other() {
    let sheet = Sheet::default();
    let texts: Vec<String> = (0..2000).map(|number| format!("text number {number}")).collect();
    let values: Vec<HeaderValue> = texts.iter().map(|text| sheet.value(text)).collect();
    for (text, value) in texts.iter().zip(&values) {
        assert_eq!(value.to_str().unwrap(), text);
    }
    let long = "x".repeat(3 * SIZE);
    assert_eq!(sheet.value(&long), long.as_str());
    assert_eq!(sheet.value(""), "");
    assert_eq!(sheet.value("\u{e9}\n"), "");
}

//! As much HTML as a sign-in page needs: forms, buttons and links.

use ::http::Method;
use url::Url;

#[cfg(test)]
mod tests;

/// A form on a page, as it would be sent.
#[derive(Clone, Debug)]
pub struct Form {
    /// Where it goes.
    pub action: Url,
    /// GET or POST.
    pub method: Method,
    /// What it says: hidden and preset inputs, in the order of the page.
    pub fields: Vec<(String, String)>,
    /// What can be pressed.
    pub buttons: Vec<Button>,
    /// The page it is on.
    pub page: Url,
}

/// A button that sends its form.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Button {
    /// What is written on it.
    pub label: String,
    /// The field it adds, if it has a name.
    pub field: Option<(String, String)>,
}

impl Form {
    /// The value of a field.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&str> {
        let found = self.fields.iter().find(|(n, _)| n == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Writes into a field, or adds it.
    #[must_use]
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        match self.fields.iter_mut().find(|(n, _)| n == name) {
            Some(field) => field.1 = value.to_owned(),
            None => self.fields.push((name.to_owned(), value.to_owned())),
        }
        self
    }

    /// Presses the first button whose label contains these words.
    ///
    /// # Panics
    /// If there is none.
    #[must_use]
    pub fn press(mut self, words: &str) -> Self {
        let button = self.buttons.iter().find(|button| button.label.contains(words));
        let button = button.unwrap_or_else(|| panic!("no button {words:?} among {:?}", self.buttons));
        self.fields.extend(button.field.clone());
        self
    }
}

/// The forms of a page.
pub(super) fn forms(html: &str, page: &Url) -> Vec<Form> {
    let mut forms: Vec<Form> = Vec::new();
    let mut open = false;
    let mut button: Option<Button> = None;
    for token in Tokens(html) {
        match token {
            Token::Open(tag) if tag.name == "form" => {
                forms.push(empty_form(&tag, page));
                open = true;
            }
            Token::Open(tag) if open && tag.name == "input" => {
                if let Some(form) = forms.last_mut() {
                    add_input(form, &tag);
                }
            }
            Token::Open(tag) if open && tag.name == "button" => {
                button = Some(Button {
                    label: String::new(),
                    field: tag.field(),
                });
            }
            Token::Text(text) => {
                if let Some(button) = &mut button {
                    button.label.push_str(&decoded(text));
                }
            }
            Token::Close("button") => {
                if let (Some(mut button), Some(form)) = (button.take(), forms.last_mut()) {
                    button.label = squeezed(&button.label);
                    form.buttons.push(button);
                }
            }
            Token::Close("form") => open = false,
            _ => {}
        }
    }
    forms
}

/// Where the first link leads whose words contain these.
pub(super) fn link(html: &str, words: &str, page: &Url) -> Option<Url> {
    let mut open: Option<(String, String)> = None;
    for token in Tokens(html) {
        match token {
            Token::Open(tag) if tag.name == "a" => {
                open = tag.attribute("href").map(|href| (href, String::new()));
            }
            Token::Text(text) => {
                if let Some((_, label)) = &mut open {
                    label.push_str(&decoded(text));
                }
            }
            Token::Close("a") => {
                if let Some((href, label)) = open.take()
                    && squeezed(&label).contains(words)
                {
                    return page.join(&href).ok();
                }
            }
            _ => {}
        }
    }
    None
}

fn empty_form(tag: &Tag<'_>, page: &Url) -> Form {
    let posts = tag
        .attribute("method")
        .is_some_and(|method| method.eq_ignore_ascii_case("post"));
    let action = tag.attribute("action").filter(|action| !action.is_empty());
    Form {
        action: action
            .and_then(|action| page.join(&action).ok())
            .unwrap_or_else(|| page.clone()),
        method: if posts { Method::POST } else { Method::GET },
        fields: Vec::new(),
        buttons: Vec::new(),
        page: page.clone(),
    }
}

fn add_input(form: &mut Form, tag: &Tag<'_>) {
    let kind = tag.attribute("type").unwrap_or_default().to_ascii_lowercase();
    match kind.as_str() {
        "submit" => form.buttons.push(Button {
            label: tag.attribute("value").unwrap_or_default(),
            field: tag.field(),
        }),
        "checkbox" | "radio" if tag.attribute("checked").is_none() => {}
        _ => form.fields.extend(tag.field()),
    }
}

/// What stands between angle brackets, and what stands around it.
enum Token<'a> {
    Open(Tag<'a>),
    Close(&'a str),
    Text(&'a str),
}

struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl Tag<'_> {
    fn attribute(&self, name: &str) -> Option<String> {
        let found = self.attributes.iter().find(|(n, _)| n.eq_ignore_ascii_case(name));
        found.map(|(_, value)| decoded(value))
    }

    fn field(&self) -> Option<(String, String)> {
        let name = self.attribute("name").filter(|name| !name.is_empty())?;
        Some((name, self.attribute("value").unwrap_or_default()))
    }
}

/// Walks through a page. Comments, styles and scripts are passed over.
struct Tokens<'a>(&'a str);

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            if self.0.is_empty() {
                return None;
            }
            let Some(tag) = self.0.strip_prefix('<') else {
                let end = self.0.find('<').unwrap_or(self.0.len());
                return Some(Token::Text(self.advance(end)));
            };
            if tag.starts_with("!--") {
                self.skip_past("-->");
                continue;
            }
            let inside = self.advance(end_of_tag(self.0));
            let inside = inside.trim_start_matches('<').trim_end_matches('>');
            if let Some(name) = inside.strip_prefix('/') {
                return Some(Token::Close(name.trim()));
            }
            let tag = read_tag(inside);
            match tag.name {
                "style" => self.skip_past("</style>"),
                "script" => self.skip_past("</script>"),
                _ => return Some(Token::Open(tag)),
            }
        }
    }
}

impl<'a> Tokens<'a> {
    fn advance(&mut self, by: usize) -> &'a str {
        let (taken, rest) = self.0.split_at(by);
        self.0 = rest;
        taken
    }

    fn skip_past(&mut self, mark: &str) {
        self.0 = self.0.split_once(mark).map_or("", |(_, rest)| rest);
    }
}

/// Where the tag at the beginning ends: at the first `>` that is not quoted.
fn end_of_tag(html: &str) -> usize {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '"' || c == '\'' => quote = Some(c),
            None if c == '>' => return at + 1,
            _ => {}
        }
    }
    html.len()
}

fn read_tag(inside: &str) -> Tag<'_> {
    let inside = inside.trim_end_matches('/');
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            return Tag { name, attributes };
        }
        let end = rest
            .find(|c: char| c == '=' || c.is_whitespace())
            .unwrap_or(rest.len());
        let attribute = &rest[..end];
        rest = &rest[end..];
        let Some(value) = rest.trim_start().strip_prefix('=') else {
            attributes.push((attribute, ""));
            continue;
        };
        let (value, after) = read_value(value.trim_start());
        attributes.push((attribute, value));
        rest = after;
    }
}

/// The value of an attribute and what follows it.
fn read_value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()))
}

/// Resolves the references that writers of HTML use to escape; `&amp;` comes last, or it would make new ones.
fn decoded(text: &str) -> String {
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#x2F;", "/")
        .replace("&amp;", "&")
}

fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

//! A cursor over text that is known to be JSON.

/// The deepest nesting of lists and objects that `serde_json` reads.
pub(super) const DEEPEST: usize = 127;

/// What a JSON value is, by its first character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A text.
    Text,
    /// A list.
    List,
    /// An object.
    Object,
}

impl Kind {
    /// What the value is that `text` begins with.
    pub fn of(text: &str) -> Self {
        match text.trim_ascii_start().as_bytes().first() {
            Some(b'n') | None => Self::Null,
            Some(b't' | b'f') => Self::Boolean,
            Some(b'"') => Self::Text,
            Some(b'[') => Self::List,
            Some(b'{') => Self::Object,
            Some(_) => Self::Number,
        }
    }

    /// The kind with its article.
    pub fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::Text => "text",
            Self::List => "a list",
            Self::Object => "an object",
        }
    }
}

/// Walks over the values of a JSON text. In text that is not JSON it goes somewhere, but ends.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// Where it is, in bytes.
    pub fn at(&self) -> usize {
        self.at
    }

    /// What comes next.
    pub fn kind(&mut self) -> Kind {
        self.skip_space();
        Kind::of(self.rest())
    }

    /// The text of the next value, which the cursor passes.
    pub fn value(&mut self) -> &'a str {
        self.skip_space();
        let begin = self.at;
        let mut depth = 0_usize;
        loop {
            match self.byte() {
                Some(b'"') => self.skip_text(),
                Some(b'[' | b'{') => {
                    depth += 1;
                    self.at += 1;
                }
                Some(b']' | b'}') if depth > 0 => {
                    depth -= 1;
                    self.at += 1;
                }
                Some(b',' | b':') if depth > 0 => self.at += 1,
                Some(b' ' | b'\t' | b'\r' | b'\n') => self.skip_space(),
                Some(b']' | b'}' | b',' | b':') | None => break,
                Some(_) => self.skip_word(),
            }
            if depth == 0 {
                break;
            }
        }
        self.text.get(begin..self.at).unwrap_or_default()
    }

    /// Whether nothing is in the list or object that comes next.
    pub fn is_empty(mut self) -> bool {
        self.enter();
        self.skip_space();
        matches!(self.byte(), Some(b']' | b'}') | None)
    }

    /// The names of the members of the object that comes next, as they are written. A value is passed only
    /// for the name after it.
    pub fn names(mut self) -> impl Iterator<Item = &'a str> {
        self.enter();
        let mut is_first = true;
        std::iter::from_fn(move || {
            if !std::mem::take(&mut is_first) {
                self.value();
            }
            self.member()
        })
    }

    /// A cursor before the value of the member `name` of the object that comes next.
    pub fn find(mut self, name: &str) -> Option<Self> {
        self.enter();
        while let Some(found) = self.member() {
            if found == name {
                return Some(self);
            }
            self.value();
        }
        None
    }

    /// Goes into the list or object that comes next.
    pub fn enter(&mut self) {
        self.skip_space();
        self.at += 1;
    }

    /// Whether another item follows in the list; if not, the cursor passes its end.
    pub fn item(&mut self) -> bool {
        self.skip_space();
        if self.byte() == Some(b',') {
            self.at += 1;
            self.skip_space();
        }
        let more = !matches!(self.byte(), Some(b']') | None);
        self.at += usize::from(!more);
        more
    }

    /// The name of the next member, as it is written between its quotes; if there is none, the cursor
    /// passes the end of the object.
    pub fn member(&mut self) -> Option<&'a str> {
        self.skip_space();
        if self.byte() == Some(b',') {
            self.at += 1;
            self.skip_space();
        }
        if self.byte() != Some(b'"') {
            self.at += 1;
            return None;
        }
        let begin = self.at + 1;
        self.skip_text();
        let name = self.text.get(begin..self.at.saturating_sub(1));
        self.skip_space();
        self.at += 1;
        Some(name.unwrap_or_default())
    }

    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn skip_space(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_whitespace()) {
            self.at += 1;
        }
    }

    /// Passes a number, `true`, `false` or `null`.
    fn skip_word(&mut self) {
        let ends = |byte: u8| byte.is_ascii_whitespace() || b",:]}[{\"".contains(&byte);
        while self.byte().is_some_and(|byte| !ends(byte)) {
            self.at += 1;
        }
    }

    /// Passes a text, whose opening quote comes next.
    fn skip_text(&mut self) {
        let bytes = self.text.as_bytes();
        self.at = (closing_quote(bytes, self.at + 1) + 1).min(bytes.len());
    }
}

/// Index of the quote that ends the text starting at `at`, or of the end of everything.
pub(super) fn closing_quote(body: &[u8], mut at: usize) -> usize {
    while let Some(byte) = body.get(at) {
        match byte {
            b'"' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    body.len()
}

/// How deep the lists and objects of `text` nest.
pub(super) fn depth(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut deepest, mut at) = (0_usize, 0, 0);
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'"' => at = closing_quote(bytes, at + 1),
            b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => (),
        }
        at += 1;
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_one_by_one() {
        let text = r#" [ 1 , "a\"]" ,{"b" : [2, {"}": null}] , "c\\" :true}, [] ] "#;
        let mut cursor = Cursor::new(text);
        assert_eq!(cursor.kind(), Kind::List);
        cursor.enter();
        let mut items = Vec::new();
        while cursor.item() {
            items.push(cursor.value());
        }
        let object = r#"{"b" : [2, {"}": null}] , "c\\" :true}"#;
        assert_eq!(items, ["1", r#""a\"]""#, object, "[]"]);
        assert_eq!(text.get(cursor.at()..), Some(" "));
        let mut cursor = Cursor::new(object);
        cursor.enter();
        let mut members = Vec::new();
        while let Some(name) = cursor.member() {
            members.push((name, cursor.value()));
        }
        assert_eq!(members, [("b", r#"[2, {"}": null}]"#), (r"c\\", "true")]);
    }

    #[test]
    fn text_that_is_no_json_ends_too() {
        for text in [
            "",
            "[",
            "{\"a",
            "{\"a\\",
            "]",
            "{]",
            "[1 2",
            "{\"a\" \"b\"",
            "tru\"",
            ":",
        ] {
            let mut cursor = Cursor::new(text);
            cursor.value();
            let mut cursor = Cursor::new(text);
            cursor.enter();
            for _ in 0..5 {
                cursor.item();
                cursor.member();
                cursor.value();
            }
        }
    }

    #[test]
    fn depth_counts_brackets_outside_of_text() {
        for (text, expected) in [("1", 0), ("[]", 1), (r#"[{"a":"[[["},[]]"#, 2), ("[[[", 3)] {
            assert_eq!(depth(text), expected, "{text}");
        }
    }
}

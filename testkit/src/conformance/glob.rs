//! Names by pattern.

/// Whether `name` is one that `pattern` means: `*` stands for any text, `?` for one character.
pub fn matches(pattern: &str, name: &str) -> bool {
    let mut characters = pattern.chars();
    let Some(first) = characters.next() else {
        return name.is_empty();
    };
    let rest = characters.as_str();
    if first == '*' {
        let ends = name.char_indices().map(|(at, _)| at).chain([name.len()]);
        return ends.into_iter().any(|at| matches(rest, &name[at..]));
    }
    let mut characters = name.chars();
    let same = characters
        .next()
        .is_some_and(|own| first == '?' || first == own);
    same && matches(rest, characters.as_str())
}

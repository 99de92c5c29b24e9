//! What a GraphQL document does, as far as sending it again depends on it.

/// Whether all operations of `document` are queries. What can't be told for sure is not.
pub(super) fn only_queries(document: &str) -> bool {
    let mut depth = 0_usize;
    let mut words = Vec::new();
    let mut rest = document;
    while let Some(first) = rest.chars().next() {
        rest = match first {
            '#' => rest.split_once(['\n', '\r']).map_or("", |(_, rest)| rest),
            '"' => after_text(rest),
            '{' | '(' | '[' => {
                // A selection without a word before it is a query.
                if depth == 0 && first == '{' && words.is_empty() {
                    words.push("query");
                }
                depth += 1;
                &rest[1..]
            }
            '}' | ')' | ']' => {
                depth = depth.saturating_sub(1);
                &rest[1..]
            }
            first if first.is_ascii_alphabetic() || first == '_' => {
                let is_end = |c: char| !c.is_ascii_alphanumeric() && c != '_';
                let (word, after) = rest.split_at(rest.find(is_end).unwrap_or(rest.len()));
                if depth == 0 {
                    words.push(word);
                }
                after
            }
            first => &rest[first.len_utf8()..],
        };
    }
    let writes = ["mutation", "subscription"];
    words.contains(&"query") && !words.iter().any(|word| writes.contains(word))
}

/// What comes after the text in quotes that `rest` begins with.
fn after_text(rest: &str) -> &str {
    if let Some(block) = rest.strip_prefix("\"\"\"") {
        return block.split_once("\"\"\"").map_or("", |(_, rest)| rest);
    }
    let mut is_escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' | '\n' => return &rest[at + 1..],
            _ => (),
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries_are_told_from_mutations() {
        for query in [
            "{ shop { name } }",
            "query { shop }",
            "query Named($id: Int = 1) { mutation(id: $id) { subscription } }",
            "# mutation\nquery { shop }",
            "query A { a } fragment F on Shop { name }",
            "query { a(text: \"} mutation { \\\" \") }",
            "query { a(text: \"\"\"} mutation {\"\"\") }",
        ] {
            assert!(only_queries(query), "{query}");
        }
        for other in [
            "mutation { delete }",
            "query A { a } mutation B { b }",
            "  # query\n mutation { b }",
            "subscription { b }",
            "fragment F on Shop { name }",
            "",
            "\"query\"",
        ] {
            assert!(!only_queries(other), "{other}");
        }
    }
}

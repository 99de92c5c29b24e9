//! What the compiler says of the mistakes that people make most often.

#[test]
fn common_mistakes_have_clear_messages() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/mistakes/*.rs");
}

//! What the compiler says of the mistakes that people make most often.

// One build of the crate is enough: the messages are the same with every feature.
#[cfg(not(feature = "full"))]
#[test]
fn common_mistakes_have_clear_messages() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("tests/compile/*.rs");
}

//! Registers the schema that `graphql_cynic` is checked against.

fn main() {
    let schema = cynic_codegen::register_schema("admin").from_sdl_file("graphql/schema.graphql");
    if let Err(error) = schema.and_then(|schema| schema.as_default()) {
        println!("cargo::error={error}");
    }
}

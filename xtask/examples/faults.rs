fn main() {
    let specs = std::path::Path::new("specs");
    for d in bigcommerce_codegen::manifest::Manifest::read(specs)
        .unwrap()
        .documents
    {
        if let Err(e) = bigcommerce_codegen::generate::module(specs, &d) {
            println!("{e}");
        }
    }
}

use bigcommerce_codegen::{manifest::*, model::*};
use std::path::Path;
fn main() {
    let specs = Path::new("specs");
    let manifest = Manifest::read(specs).unwrap();
    for family in Family::ALL {
        let model = Model::read(specs, family, &manifest.documents).unwrap();
        for (name, d) in &model.types {
            let side = format!(
                "{}{}",
                if d.is_sent() { "S" } else { "" },
                if d.is_received() { "R" } else { "" }
            );
            match &d.kind {
                Kind::Object(o) => {
                    for f in &o.fields {
                        println!(
                            "F\t{}\t{name}\t{side}\t{}\t{:?}\t{}\t{:?}\t{}",
                            family.name(),
                            f.name,
                            f.slot.ty,
                            f.slot.nullable,
                            f.required,
                            f.facts.join("; ")
                        );
                    }
                }
                Kind::Enum(v) | Kind::Code(v) => println!(
                    "E\t{}\t{name}\t{side}\t{}",
                    family.name(),
                    v.iter()
                        .map(|v| format!("{}={}", v.wire, v.name))
                        .collect::<Vec<_>>()
                        .join(" ")
                ),
                Kind::Union(b) => println!(
                    "U\t{}\t{name}\t{side}\t{}",
                    family.name(),
                    b.iter()
                        .map(|b| format!("{}:{:?}", b.name, b.slot.ty))
                        .collect::<Vec<_>>()
                        .join(" ")
                ),
            }
        }
        for m in &model.modules {
            for o in &m.operations {
                println!(
                    "O\t{}\t{}\t{}\t{} {}\t{}",
                    family.name(),
                    m.document.module,
                    o.method_name,
                    o.method,
                    o.path,
                    o.builder
                );
                for p in &o.parameters {
                    println!(
                        "P\t{}\t{}\t{}\t{}\t{:?}\t{}",
                        family.name(),
                        m.document.module,
                        o.method_name,
                        p.setter,
                        p.slot.ty,
                        p.about
                    );
                }
            }
        }
    }
}

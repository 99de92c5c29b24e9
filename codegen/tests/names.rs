use bigcommerce_codegen::{generate, lower, manifest::Manifest};
use std::{path::Path, time::Instant};
#[test]
fn time() {
    let specs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs");
    let m = Manifest::read(&specs).unwrap();
    let all = Instant::now();
    for d in &m.documents {
        let t = Instant::now();
        let c = generate::corrected(&specs, d).unwrap();
        let t1 = t.elapsed();
        let t = Instant::now();
        let _l = lower::lower(&d.id(), c.clone()).unwrap();
        let t2 = t.elapsed();
        let t = Instant::now();
        let g = generate::from_corrected(d, c).unwrap();
        println!(
            "{} {} correct {:?} lower {:?} gen {:?}",
            d.id(),
            g.operations.len(),
            t1,
            t2,
            t.elapsed()
        );
    }
    println!("{:?}", all.elapsed());
}

for site in store.v3().sites().get_sites().await? {
    println!("{} {:?}", site.id, site.url);
}

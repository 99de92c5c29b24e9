for location in store.v3().locations().get_locations().await? {
    println!("{} {:?}", location.id, location.label);
}

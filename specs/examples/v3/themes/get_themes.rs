for theme in store.v3().themes().get_themes().await? {
    println!("{:?} {:?}", theme.uuid, theme.name);
}

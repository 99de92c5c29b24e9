for channel in store.v3().channels().get_channels().available(true).await? {
    println!("{} {:?}", channel.id, channel.name);
}

use bigcommerce::{Error, Store, v3::types::PrivateToken};

fn open(private: PrivateToken) -> Result<Store, Error> {
    Store::new("abc123", private)
}

fn main() {}

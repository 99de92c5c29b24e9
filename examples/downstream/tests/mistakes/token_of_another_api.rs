use bigcommerce::{ConfigurationError, Store, StorefrontToken, v3::types::PrivateToken};

fn open(private: PrivateToken) -> Result<Store, ConfigurationError> {
    Store::new("abc123", private)
}

fn reopen(storefront: StorefrontToken) -> Result<Store, ConfigurationError> {
    Store::new("abc123", storefront)
}

fn main() {}

use super::Builder;
use crate::{
    B2bV2Token, ConfigurationError, Error, base_url, client::Client, credential::Credentials,
};

/// B2B Edition v2 REST Management, all of it deprecated: for programs that still have an account of that version. It has an
/// accessor for each resource. Cheap to clone. [`Store::b2b`](crate::Store::b2b) is what has replaced it.
///
/// ```no_run
/// use bigcommerce::B2bV2;
///
/// # async fn run() -> Result<(), bigcommerce::Error> {
/// let b2b = B2bV2::new("the token of the v2 account")?;
/// let company = b2b.companies().get_company("17").await?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct B2bV2(pub(crate) Client);

impl B2bV2 {
    /// With the token of a v2 account, as the B2B Edition control panel shows it.
    ///
    /// # Errors
    /// When the token can't be right, no TLS library is compiled in, or a proxy in the environment can't be used.
    pub fn new<T>(token: T) -> Result<Self, Error>
    where
        T: TryInto<B2bV2Token>,
        ConfigurationError: From<T::Error>,
    {
        Self::builder(token).build()
    }

    /// Returns a builder; a token that can't be right is an error of [`build`](Builder::build).
    pub fn builder<T>(token: T) -> Builder<Self>
    where
        T: TryInto<B2bV2Token>,
        ConfigurationError: From<T::Error>,
    {
        let token = token.try_into().map_err(ConfigurationError::from);
        Builder::new(base_url::B2B, token.map(Credentials::B2bV2), Self)
    }
}

crate::store::raw_requests! {
    B2bV2, B2bV2, "/api/v2/io";
}

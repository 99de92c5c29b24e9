use super::Builder;
use crate::{
    B2bStorefrontToken, ConfigurationError, Error, base_url, client::Client,
    credential::Credentials,
};

/// B2B Edition REST Storefront: what one user of a company sees and does, with that user's storefront token. It has an
/// accessor for each document. Cheap to clone.
///
#[cfg_attr(feature = "b2b-authentication", doc = "```no_run")]
#[cfg_attr(not(feature = "b2b-authentication"), doc = "```ignore")]
/// use bigcommerce::{B2bStorefront, Store};
///
/// # async fn run(store: Store) -> Result<(), Box<dyn std::error::Error>> {
/// use bigcommerce::b2b::types::NewCustomerStorefrontToken;
///
/// // The unified token makes storefront tokens, valid for a day.
/// let customer = NewCustomerStorefrontToken::builder().customer_id(11).channel_id(1);
/// let token = store.b2b().authentication().create_storefront_token(customer).await?;
///
/// let buyer = B2bStorefront::new(token)?;
/// for order in &buyer.orders().get_orders().await? {
///     println!("{:?} {:?}", order.order_id, order.total_inc_tax);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct B2bStorefront(pub(crate) Client);

impl B2bStorefront {
    /// With the storefront token of a user, such as `store.b2b().authentication().create_storefront_token(…)` makes.
    ///
    /// # Errors
    /// When the token can't be right, no TLS library is compiled in, or a proxy in the environment can't be used.
    pub fn new<T>(token: T) -> Result<Self, Error>
    where
        T: TryInto<B2bStorefrontToken>,
        ConfigurationError: From<T::Error>,
    {
        Self::builder(token).build()
    }

    /// Returns a builder; a token that can't be right is an error of [`build`](Builder::build).
    pub fn builder<T>(token: T) -> Builder<Self>
    where
        T: TryInto<B2bStorefrontToken>,
        ConfigurationError: From<T::Error>,
    {
        let token = token.try_into().map_err(ConfigurationError::from);
        Builder::new(
            base_url::B2B,
            token.map(|it| Credentials::Bearer(it.header())),
            Self,
        )
    }

    /// Returns a builder of a client without a token, as guests are. The operations that need one are refused before they are
    /// sent; the others are told the store by `storeHash`, in their parameters or in their body.
    pub fn anonymous() -> Builder<Self> {
        Builder::new(base_url::B2B, Ok(Credentials::Nothing), Self)
    }
}

crate::store::raw_requests! {
    B2bStorefront, B2bStorefront, "/api/v2";
}

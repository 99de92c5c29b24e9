use super::Builder;
use crate::{
    ConfigurationError, Error, PaymentAccessToken, StoreHash, client::Client,
    credential::Credentials,
};

const URL: &str = "https://payments.bigcommerce.com";

/// Payment processing: charges the payment that a payment access token was made for. Cheap to clone.
///
#[cfg_attr(feature = "v3-payment-access-tokens", doc = "```no_run")]
#[cfg_attr(not(feature = "v3-payment-access-tokens"), doc = "```ignore")]
/// use bigcommerce::{Payments, Store};
///
/// # async fn run(store: Store, order_id: i64) -> Result<(), Box<dyn std::error::Error>> {
/// use bigcommerce::v3::types::{NewPaymentAccessToken, PaymentAccessTokenOrder};
///
/// let order = PaymentAccessTokenOrder::builder().id(order_id);
/// let new = NewPaymentAccessToken::builder().order(order);
/// let token = store.v3().payment_access_tokens().create_payment_access_token(new).await?;
///
/// let payments = Payments::new(store.hash().clone(), token)?;
/// // payments.processing().process_payment(…) charges it.
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Payments(pub(crate) Client);

impl Payments {
    /// The payments of the store `hash`, with a token that `store.v3().payment_access_tokens()` has made.
    ///
    /// # Errors
    /// When hash or token can't be right, no TLS library is compiled in, or a proxy in the environment can't be used.
    pub fn new<H, T>(hash: H, token: T) -> Result<Self, Error>
    where
        H: TryInto<StoreHash>,
        T: TryInto<PaymentAccessToken>,
        ConfigurationError: From<H::Error> + From<T::Error>,
    {
        Self::builder(hash, token).build()
    }

    /// Returns a builder; a hash or token that can't be right is an error of [`build`](Builder::build).
    pub fn builder<H, T>(hash: H, token: T) -> Builder<Self>
    where
        H: TryInto<StoreHash>,
        T: TryInto<PaymentAccessToken>,
        ConfigurationError: From<H::Error> + From<T::Error>,
    {
        let hash = hash.try_into().map_err(ConfigurationError::from);
        let token = token.try_into().map_err(ConfigurationError::from);
        let credentials = hash.and_then(|hash| Ok(Credentials::Payment(hash, token?)));
        Builder::new(URL, credentials, Self)
    }
}

crate::store::raw_requests! {
    Payments, Payments, "/stores/{store_hash}";
}

//! The command line.

use bigcommerce_mock as mock;
use clap::{ArgGroup, Parser};

use crate::expect::Account;

/// Calls every operation once and prints one JSON line each.
///
/// An outcome is `ok`, `problem` (a failure that the server reports), `partial` (some of it was done), `undecodable` (a response that
/// isn't as its document says) or `transport` (no response; the detail says why). The last two end in exit code 1, and with
/// `--strict` everything but `ok`.
///
/// Without --reads-only, this WRITES AND DELETES.
#[derive(Clone, Parser)]
#[command(name = "conformance")]
#[command(group = ArgGroup::new("server").args(["bigcommerce_url", "mock"]).required(true))]
pub struct Options {
    /// Where v3 and v2 are
    #[arg(long, value_name = "URL", requires = "b2b_url")]
    pub bigcommerce_url: Option<String>,
    /// Where B2B Edition is
    #[arg(long, value_name = "URL", requires = "bigcommerce_url")]
    pub b2b_url: Option<String>,
    /// Calls a mock store of this program instead; implies --strict and --no-pacing
    #[arg(long, conflicts_with_all = ["bigcommerce_url", "b2b_url"])]
    pub mock: bool,
    /// Only operations of such a name, as v3.products.getProducts
    #[arg(long, value_name = "GLOB")]
    pub only: Option<String>,
    /// Only GET
    #[arg(long)]
    pub reads_only: bool,
    /// Leaves out every argument and property that may be left out
    #[arg(long)]
    pub minimal: bool,
    /// Other numbers make other arguments
    #[arg(long, value_name = "NUMBER", default_value_t = 1)]
    pub seed: u64,
    /// Takes only `ok` for a success
    #[arg(long)]
    pub strict: bool,
    /// Sends as fast as it goes, for a server without rate limits
    #[arg(long)]
    pub no_pacing: bool,
    /// The tokens to call with, by default those of a mock store
    #[command(flatten)]
    pub tokens: Tokens,
}

/// A store and the tokens of its APIs.
#[derive(Clone, clap::Args)]
pub struct Tokens {
    /// The store's hash
    #[arg(long, env = "BIGCOMMERCE_STORE_HASH", default_value = mock::STORE_HASH, value_name = "HASH")]
    pub store_hash: String,
    /// The API account's token
    #[arg(long, env = "BIGCOMMERCE_ACCESS_TOKEN", default_value = mock::ACCESS_TOKEN, value_name = "TOKEN")]
    #[arg(hide_env_values = true)]
    pub access_token: String,
    /// The token that B2B Edition's older operations take
    #[arg(long, env = "BIGCOMMERCE_B2B_TOKEN", default_value = mock::B2B_AUTH_TOKEN, value_name = "TOKEN")]
    #[arg(hide_env_values = true)]
    pub b2b_token: String,
    /// The token of B2B Edition's REST Storefront
    #[arg(long, env = "BIGCOMMERCE_B2B_STOREFRONT_TOKEN", default_value = mock::B2B_STOREFRONT_TOKEN)]
    #[arg(hide_env_values = true, value_name = "TOKEN")]
    pub b2b_storefront_token: String,
    /// The token of B2B Edition v2
    #[arg(long, env = "BIGCOMMERCE_B2B_V2_TOKEN", default_value = mock::B2B_V2_TOKEN, value_name = "TOKEN")]
    #[arg(hide_env_values = true)]
    pub b2b_v2_token: String,
    /// The token of a payment
    #[arg(long, env = "BIGCOMMERCE_PAYMENT_ACCESS_TOKEN", default_value = mock::PAYMENT_ACCESS_TOKEN)]
    #[arg(hide_env_values = true, value_name = "TOKEN")]
    pub payment_token: String,
}

impl From<Tokens> for Account {
    fn from(tokens: Tokens) -> Self {
        Self {
            store_hash: tokens.store_hash,
            access_token: tokens.access_token,
            b2b_token: tokens.b2b_token,
            b2b_v2_token: tokens.b2b_v2_token,
            b2b_storefront_token: tokens.b2b_storefront_token,
            payment_token: tokens.payment_token,
        }
    }
}

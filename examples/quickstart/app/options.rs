//! What the command line and the environment ask for.

use bigcommerce::{AccessToken, ConfigurationError, StoreHash};

const STORE_HASH: &str = "BIGCOMMERCE_STORE_HASH";
const ACCESS_TOKEN: &str = "BIGCOMMERCE_ACCESS_TOKEN";

pub const HELP: &str = "\
Lists a store's products (v3), orders (v2) and B2B Edition companies with their users, and creates
one of each, all with one access token.

Usage: cargo run --example quickstart -- [OPTIONS]

Without credentials in the environment it starts a local store in this process and works on that.
With both of these it talks to the real store, and only reads unless --write is given:
  BIGCOMMERCE_STORE_HASH    the store's hash, or a URL that has it
  BIGCOMMERCE_ACCESS_TOKEN  the access token of a store-level API account that may read products,
                            orders and B2B Edition; for --write, modify them

Options:
  --write          create a product (hidden), an order (incomplete), a company and a user in it
                   in the real store; the local store is always written to
  --page-size <N>  rows a call, 1 to 250 [default: 250; 2 on the local store, to have pages]
  -h, --help       show this
";

/// What to do.
#[derive(Debug)]
pub struct Options {
    /// The real store to talk to; the local one if `None`.
    pub account: Option<(StoreHash, AccessToken)>,
    pub write: bool,
    pub page_size: Option<i64>,
}

/// Arguments or variables that can't be followed.
#[derive(Debug, thiserror::Error)]
pub enum UsageError {
    #[error("unknown argument `{0}`; --help lists them")]
    Unknown(String),
    #[error("--page-size needs a number from 1 to 250")]
    PageSize,
    #[error(
        "{missing} is not set, though {given} is; set both for the real store, neither for a local one"
    )]
    OneOfTwo {
        given: &'static str,
        missing: &'static str,
    },
    #[error("{variable} can't be used")]
    Variable {
        variable: &'static str,
        source: ConfigurationError,
    },
}

impl Options {
    /// The options, or `None` where help is asked for.
    pub fn read(
        arguments: impl IntoIterator<Item = String>,
        environment: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, UsageError> {
        let (mut write, mut page_size) = (false, None);
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "-h" | "--help" => return Ok(None),
                "--write" => write = true,
                "--page-size" => {
                    let size = arguments.next().and_then(|size| size.parse().ok());
                    let size = size.filter(|size| (1..=250).contains(size));
                    page_size = Some(size.ok_or(UsageError::PageSize)?);
                }
                _ => return Err(UsageError::Unknown(argument)),
            }
        }
        Ok(Some(Self {
            account: account(environment)?,
            write,
            page_size,
        }))
    }
}

/// The account in the environment, if there is one. An empty variable is as good as none.
fn account(
    environment: impl Fn(&str) -> Option<String>,
) -> Result<Option<(StoreHash, AccessToken)>, UsageError> {
    let variable = |name| environment(name).filter(|value| !value.trim().is_empty());
    let fault = |variable| move |source| UsageError::Variable { variable, source };
    match (variable(STORE_HASH), variable(ACCESS_TOKEN)) {
        (None, None) => Ok(None),
        (Some(_), None) => Err(UsageError::OneOfTwo {
            given: STORE_HASH,
            missing: ACCESS_TOKEN,
        }),
        (None, Some(_)) => Err(UsageError::OneOfTwo {
            given: ACCESS_TOKEN,
            missing: STORE_HASH,
        }),
        (Some(hash), Some(token)) => Ok(Some((
            StoreHash::new(&hash).map_err(fault(STORE_HASH))?,
            AccessToken::new(token).map_err(fault(ACCESS_TOKEN))?,
        ))),
    }
}

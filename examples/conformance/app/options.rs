//! The command line.

use bigcommerce_mock as mock;

use crate::support::expect::Account;

/// What `--help` prints.
pub const HELP: &str = "\
Calls every operation once and prints one JSON line each.

  --bigcommerce-url URL  where v3 and v2 are
  --b2b-url URL          where B2B Edition is
  --mock                 a mock store of this program instead; strict, at full speed
  --only GLOB            only operations of such a name, as v3.products.getProducts
  --reads-only           only GET
  --minimal              leave out every argument and property that may be left out
  --seed NUMBER          other arguments (1)
  --strict               only `ok` will do
  --no-pacing            as fast as it goes, for a server without rate limits

An outcome is `ok`, `problem` (the server's failure), `undecodable` (an answer that isn't what the
document says) or `transport` (no answer; the detail says why). The last two, and with --strict a problem,
end in exit code 1.

BIGCOMMERCE_STORE_HASH, BIGCOMMERCE_ACCESS_TOKEN and BIGCOMMERCE_B2B_TOKEN are the store's,
BIGCOMMERCE_B2B_STOREFRONT_TOKEN, BIGCOMMERCE_B2B_V2_TOKEN and BIGCOMMERCE_PAYMENT_ACCESS_TOKEN those of the APIs
with tokens of their own; without them, they are those of a mock store. Without --reads-only, this WRITES AND DELETES.
";

/// What is wanted.
#[derive(Debug)]
pub enum Wanted {
    /// To be told how.
    Help,
    /// A run.
    Run(Box<Options>),
}

/// A run.
#[derive(Debug)]
pub struct Options {
    pub server: Server,
    pub only: Option<String>,
    pub reads_only: bool,
    pub minimal: bool,
    pub seed: u64,
    pub strict: bool,
    pub paced: bool,
}

/// What is called.
#[derive(Debug)]
pub enum Server {
    /// A mock store of this program.
    Mock,
    /// What is behind these addresses.
    At {
        /// BigCommerce's, and B2B Edition's.
        urls: [String; 2],
        account: Account,
    },
}

impl Options {
    /// From the command line and the environment.
    pub fn read(
        mut arguments: impl Iterator<Item = String>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Wanted, String> {
        let (mut bigcommerce_url, mut b2b_url, mut only) = (None, None, None);
        let (mut reads_only, mut minimal, mut seed) = (false, false, 1);
        let (mut mock, mut strict, mut paced) = (false, false, true);
        while let Some(name) = arguments.next() {
            let mut value = || arguments.next().ok_or(format!("{name} wants a value"));
            match name.as_str() {
                "--help" | "-h" => return Ok(Wanted::Help),
                "--bigcommerce-url" => bigcommerce_url = Some(value()?),
                "--b2b-url" => b2b_url = Some(value()?),
                "--only" => only = Some(value()?),
                "--seed" => {
                    let text = value()?;
                    seed = text
                        .parse()
                        .map_err(|_| format!("--seed: {text} is not a number"))?;
                }
                "--reads-only" => reads_only = true,
                "--minimal" => minimal = true,
                "--mock" => mock = true,
                "--strict" => strict = true,
                "--no-pacing" => paced = false,
                name => return Err(format!("{name} isn't known; try --help")),
            }
        }
        let given = |name: &str, otherwise: &str| variable(name).unwrap_or(otherwise.to_owned());
        let server = match (mock, bigcommerce_url, b2b_url) {
            (true, None, None) => Server::Mock,
            (true, ..) => return Err("--mock has its own addresses".to_owned()),
            (false, None, _) => return Err("--bigcommerce-url is missing".to_owned()),
            (false, _, None) => return Err("--b2b-url is missing".to_owned()),
            (false, Some(bigcommerce_url), Some(b2b_url)) => Server::At {
                urls: [bigcommerce_url, b2b_url],
                account: Account {
                    store_hash: given("BIGCOMMERCE_STORE_HASH", mock::STORE_HASH),
                    access_token: given("BIGCOMMERCE_ACCESS_TOKEN", mock::ACCESS_TOKEN),
                    b2b_token: given("BIGCOMMERCE_B2B_TOKEN", mock::B2B_AUTH_TOKEN),
                    b2b_v2_token: given("BIGCOMMERCE_B2B_V2_TOKEN", mock::B2B_V2_TOKEN),
                    b2b_storefront_token: given(
                        "BIGCOMMERCE_B2B_STOREFRONT_TOKEN",
                        mock::B2B_STOREFRONT_TOKEN,
                    ),
                    payment_token: given(
                        "BIGCOMMERCE_PAYMENT_ACCESS_TOKEN",
                        mock::PAYMENT_ACCESS_TOKEN,
                    ),
                },
            },
        };
        Ok(Wanted::Run(Box::new(Self {
            server,
            only,
            reads_only,
            minimal,
            seed,
            strict: strict || mock,
            paced: paced && !mock,
        })))
    }
}

//! The command line.

/// What `--help` prints.
pub const HELP: &str = "\
Calls every operation once and prints one JSON line each.

  --bigcommerce-url URL  where v3 and v2 are
  --b2b-url URL          where B2B Edition is
  --only GLOB            only operations of such a name, as v3.products.getProducts
  --reads-only           only GET
  --minimal              leave out every argument and property that may be left out
  --seed NUMBER          other arguments (1)

An outcome is `ok`, `problem` (the server's failure), `undecodable` (an answer that isn't what the
document says) or `transport` (no answer; the detail says why).

BIGCOMMERCE_STORE_HASH, BIGCOMMERCE_ACCESS_TOKEN and BIGCOMMERCE_B2B_TOKEN are the store's; without
them, names are made up that a mock server takes. Without --reads-only, this WRITES AND DELETES.
";

/// What is wanted.
#[derive(Debug)]
pub enum Wanted {
    /// To be told how.
    Help,
    /// A run.
    Run(Options),
}

/// A run.
#[derive(Debug)]
pub struct Options {
    pub bigcommerce_url: String,
    pub b2b_url: String,
    pub only: Option<String>,
    pub reads_only: bool,
    pub minimal: bool,
    pub seed: u64,
    pub store_hash: String,
    pub access_token: String,
    pub b2b_token: String,
}

impl Options {
    /// From the command line and the environment.
    pub fn read(
        mut arguments: impl Iterator<Item = String>,
        variable: impl Fn(&str) -> Option<String>,
    ) -> Result<Wanted, String> {
        let (mut bigcommerce_url, mut b2b_url, mut only) = (None, None, None);
        let (mut reads_only, mut minimal, mut seed) = (false, false, 1);
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
                        .map_err(|_| format!("--seed: {text} is no number"))?;
                }
                "--reads-only" => reads_only = true,
                "--minimal" => minimal = true,
                name => return Err(format!("{name} isn't known; try --help")),
            }
        }
        let given = |name: &str, otherwise: &str| variable(name).unwrap_or(otherwise.to_owned());
        Ok(Wanted::Run(Self {
            bigcommerce_url: bigcommerce_url.ok_or("--bigcommerce-url is missing")?,
            b2b_url: b2b_url.ok_or("--b2b-url is missing")?,
            only,
            reads_only,
            minimal,
            seed,
            store_hash: given("BIGCOMMERCE_STORE_HASH", "abc123"),
            access_token: given("BIGCOMMERCE_ACCESS_TOKEN", "access-token"),
            b2b_token: given("BIGCOMMERCE_B2B_TOKEN", "b2b-token"),
        }))
    }
}

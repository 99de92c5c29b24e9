//! The operation table: what is known of each operation without sending it.

use std::fmt;

use crate::decode::Shape;

/// The API an operation belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Api {
    /// BigCommerce REST Management v3.
    V3,
    /// BigCommerce REST Management v2.
    V2,
    /// B2B Edition v3 REST Management.
    B2b,
    /// B2B Edition REST Storefront.
    B2bStorefront,
    /// B2B Edition v2 REST Management.
    B2bV2,
    /// BigCommerce's payment processing.
    Payments,
}

impl Api {
    /// The name of its module in this crate: `v3`, `v2`, `b2b`, `b2b_storefront`, `b2b_v2` or `payments`.
    pub fn name(self) -> &'static str {
        match self {
            Self::V3 => "v3",
            Self::V2 => "v2",
            Self::B2b => "b2b",
            Self::B2bStorefront => "b2b_storefront",
            Self::B2bV2 => "b2b_v2",
            Self::Payments => "payments",
        }
    }

    /// Whether B2B Edition serves it, with its ways of paging and of reporting errors.
    pub fn is_b2b(self) -> bool {
        matches!(self, Self::B2b | Self::B2bStorefront | Self::B2bV2)
    }
}

/// What an operation is authorised with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Credential {
    /// The unified access token in `X-Auth-Token`.
    Token,
    /// The unified access token in `X-Auth-Token` with the hash in `X-Store-Hash`, or a legacy B2B
    /// token alone in `authToken`.
    TokenAndHashOrLegacy,
    /// The unified access token in `X-Auth-Token` with the hash in `X-Store-Hash`.
    TokenAndHash,
    /// A legacy B2B token, or that of a B2B v2 account, alone in `authToken`.
    Legacy,
    /// A token of its own in `Authorization: Bearer`.
    Bearer,
    /// A token of its own in `Authorization: Bearer`, or nothing: then the request says which store it is.
    BearerOrNone,
    /// A payment access token in `Authorization: PAT`.
    PaymentAccessToken,
    /// No token; the hash alone in `X-Store-Hash`.
    Hash,
    /// Nothing: the request body says who asks.
    None,
}

/// Which OAuth scopes an API account needs for an operation. No endpoint tells which ones a token has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Scopes {
    /// One of these, the least first.
    OneOf(&'static [&'static str]),
    /// None: every token of the store is enough.
    AnyToken,
    /// The one of B2B Edition, "modify" in the control panel. Its parameter name isn't documented.
    B2bEdition,
    /// None: the tokens of its API have no scopes.
    None,
    /// BigCommerce doesn't document it.
    Unknown,
}

impl fmt::Display for Scopes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OneOf(scopes) => f.write_str(&scopes.join(" or ")),
            Self::AnyToken => f.write_str("any"),
            Self::B2bEdition => f.write_str("B2B Edition (modify)"),
            Self::None => f.write_str("none"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// One operation, as its document describes it.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The API.
    pub api: Api,
    /// The document's module and accessor.
    pub module: &'static str,
    /// The cargo feature that compiles it.
    pub feature: &'static str,
    /// BigCommerce's operationId.
    pub id: &'static str,
    /// The method of the document's client.
    pub rust_method: &'static str,
    /// The HTTP method.
    pub method: &'static str,
    /// The base path below the host, with `{store_hash}` in BigCommerce's.
    pub base_path: &'static str,
    /// The path below the base path, with its arguments in braces.
    pub path: &'static str,
    /// The arguments in path, query and headers.
    pub parameters: &'static [Parameter],
    /// The request body, if it takes one.
    pub body: Option<Body>,
    /// The media type it responds with.
    pub accept: &'static str,
    /// What authorises it.
    pub credential: Credential,
    /// Which OAuth scopes the token needs.
    pub(crate) scopes: Scopes,
    /// What keeps it from deleting a whole collection by accident, if it could.
    pub deletes_all: Option<DeletesAll>,
    /// Whether BigCommerce discourages it.
    pub deprecated: bool,
    /// What the platform takes of it, beside the store's budget.
    pub limits: Limits,
    /// The list it takes, if it takes one.
    pub batch: Option<Batch>,
    /// How its list goes on after a page, if it responds with one.
    pub paging: Option<Paging>,
    /// What its response is, if it is JSON.
    pub(crate) response: Option<Shape>,
}

impl fmt::Display for Operation {
    /// Its method, its request line and BigCommerce's operationId:
    /// `get_product (GET /v3/catalog/products/{product_id}, getProduct)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let base = self.base_path.trim_start_matches("/stores/{store_hash}");
        write!(
            f,
            "{} ({} {base}{}, {})",
            self.rust_method, self.method, self.path, self.id
        )
    }
}

impl Operation {
    /// An operation that no document describes: `method` at `base_path`.
    pub(crate) const fn raw(
        api: Api,
        base_path: &'static str,
        credential: Credential,
        method: &'static str,
    ) -> Self {
        Self {
            api,
            module: "",
            feature: "",
            id: "raw request",
            rust_method: "request",
            method,
            base_path,
            path: "",
            parameters: &[],
            body: Some(Body {
                content_type: "application/json",
                required: false,
                form_fields: &[],
                acts_on: None,
            }),
            accept: "application/json",
            credential,
            scopes: Scopes::Unknown,
            deletes_all: None,
            deprecated: false,
            limits: Limits {
                concurrency: None,
                calls: None,
            },
            batch: None,
            paging: None,
            response: None,
        }
    }

    /// Which OAuth scopes the token's account needs for it.
    ///
    /// ```
    /// use bigcommerce::operation::Scopes;
    ///
    /// let operation = bigcommerce::operations().find(|operation| operation.id == "updateProduct");
    /// assert_eq!(operation.unwrap().scopes(), Scopes::OneOf(&["store_v2_products"]));
    /// ```
    pub fn scopes(&self) -> Scopes {
        self.scopes
    }

    /// The index of the parameter `name`.
    pub(crate) fn parameter(&self, name: &str) -> Option<usize> {
        let mut parameters = self.parameters.iter();
        parameters.position(|parameter| parameter.name == name)
    }
}

/// The documented limits of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Limits {
    /// Most calls at once.
    pub concurrency: Option<u32>,
    /// Most calls in so many seconds.
    pub calls: Option<(u32, u32)>,
}

/// The list that an operation takes in one request, and that can be split over several.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Batch {
    /// Where it is.
    pub list: BatchList,
    /// Most entries in one request, if that is documented.
    pub most: Option<u32>,
}

/// Where a list is in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BatchList {
    /// It is the JSON body.
    Body,
    /// It is this property of the JSON body.
    Property(&'static str),
    /// It is the value of this query argument.
    Query(&'static str),
}

/// How a list goes on after a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Paging {
    /// `page` counts up to the last one: `meta.pagination.total_pages`, or an empty page where the
    /// response is a bare list.
    Page,
    /// `after` takes the cursor of the page before, until it gives none.
    Cursor,
    /// `after` takes this field of the last item of the page before, until a page is empty.
    After(&'static str),
    /// `offset` counts items up to `meta.pagination.totalCount`.
    Offset,
}

/// One argument of an operation.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Parameter {
    /// The name on the wire.
    pub name: &'static str,
    /// Where it goes.
    pub location: Location,
    /// Whether the operation can't be sent without it.
    pub required: bool,
    /// Whether a list repeats the key; otherwise it is one comma-separated value.
    pub explode: bool,
}

/// Where an argument goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Location {
    /// Into the path.
    Path,
    /// Into the query.
    Query,
    /// Into a header.
    Header,
}

/// The request body of an operation.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Body {
    /// Its media type.
    pub content_type: &'static str,
    /// Whether the operation can't be sent without it.
    pub required: bool,
    /// The fields of a form, where the body can be one.
    pub form_fields: &'static [&'static str],
    /// The list in it that says what the operation acts on, which is never sent empty.
    pub acts_on: Option<BodyList>,
}

/// Where in a request body the list is that says what an operation acts on. A list that is a value to be
/// written, and may be empty, isn't.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BodyList {
    /// It is the body.
    Whole,
    /// It is this property.
    Property(&'static str),
}

/// A DELETE of a whole collection: all of it goes if nothing narrows the request, so that it is sent
/// then only after `everything()`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct DeletesAll {
    /// The query arguments that say which ones go. The body does too, where there is one.
    pub narrowed_by: &'static [&'static str],
}

/// An OpenAPI document whose feature is on, with its corrections.
#[cfg(feature = "documents")]
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Document {
    /// The API.
    pub api: Api,
    /// The module and accessor.
    pub module: &'static str,
    /// The base path below the host, with `{store_hash}` in BigCommerce's.
    pub base_path: &'static str,
    /// The document, as JSON.
    pub text: &'static str,
}

/// The documents whose features are on (feature `documents`): to check requests or responses against them.
///
/// ```
/// use bigcommerce::operation::documents;
///
/// for document in documents() {
///     assert!(document.text.starts_with('{'), "{}", document.module);
/// }
/// ```
#[cfg(feature = "documents")]
pub fn documents() -> &'static [Document] {
    crate::DOCUMENTS
}

/// Every operation of the documents whose features are on.
///
/// ```
/// let lists = bigcommerce::operations().filter(|operation| operation.method == "GET");
/// assert!(lists.count() > 0);
/// ```
pub fn operations() -> impl Iterator<Item = &'static Operation> {
    crate::TABLES.iter().flat_map(|table| table.iter())
}

//! The classes of calls.

use bigcommerce::{
    CallOptions, Error, Form, Items, Position, Response, Store, Upload,
    v3::types::{NewProduct, ProductUpdate},
};
use serde::{Serialize, de::DeserializeOwned};

use crate::shop::{EXPORT, PAGE, ROWS};

/// A class of calls: what may be done when one fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Get,
    /// A list by page numbers.
    Pages,
    /// A list by cursors.
    Cursors,
    /// A bare list, which ends in an empty page.
    Bare,
    /// A list by offsets.
    Offsets,
    Put,
    Delete,
    Post,
    /// POST with leave to be sent again.
    PostAgain,
    /// A file from memory.
    Upload,
    /// A file that is read as it is sent.
    Reader,
    /// A response that is a stream of bytes.
    Download,
}

pub const ALL: [Class; 12] = [
    Class::Get,
    Class::Pages,
    Class::Cursors,
    Class::Bare,
    Class::Offsets,
    Class::Put,
    Class::Delete,
    Class::Post,
    Class::PostAgain,
    Class::Upload,
    Class::Reader,
    Class::Download,
];

/// What a call that succeeded gave.
pub struct Done {
    /// How often it was sent, if the response tells: a list's doesn't.
    pub attempts: Option<u32>,
    /// Whether everything came that should.
    pub whole: bool,
}

/// A list as far as it came.
pub struct Listed {
    pub ids: Vec<u64>,
    pub error: Option<Error>,
}

impl Class {
    pub fn is_list(self) -> bool {
        matches!(
            self,
            Self::Pages | Self::Cursors | Self::Bare | Self::Offsets
        )
    }

    pub fn is_write(self) -> bool {
        matches!(
            self,
            Self::Put | Self::Delete | Self::Post | Self::PostAgain | Self::Upload | Self::Reader
        )
    }

    /// Makes the call `key` of this class. Products are named after the calls that write them; `product`
    /// is the one that is set or deleted.
    pub async fn call(self, store: &Store, key: &str, product: u64) -> Result<Done, Error> {
        let products = store.v3().products();
        let options = CallOptions::new().correlation_id(key);
        match self {
            Self::Get => {
                let call = products.get_product(1);
                let came = call.with_options(options).send().await?;
                done(&came, came.id == 1)
            }
            Self::Put => {
                let body = ProductUpdate::builder().name(key);
                let call = products.update_product(product as i64, body);
                done(&call.with_options(options).send().await?, true)
            }
            Self::Delete => {
                let call = products.delete_product(product as i64);
                done(&call.with_options(options).send().await?, true)
            }
            Self::Post | Self::PostAgain => {
                let body = NewProduct::builder()
                    .name(key)
                    .price(1)
                    .weight(1)
                    .type_("physical");
                let options = options.retry_non_idempotent(self == Self::PostAgain);
                let call = products.create_product(body).with_options(options);
                done(&call.send().await?, true)
            }
            Self::Upload | Self::Reader => {
                let (name, bytes) = (format!("{key}.png"), &b"not really a picture"[..]);
                let file = match self {
                    Self::Upload => Upload::bytes(name, bytes),
                    _ => Upload::reader(name, bytes),
                };
                let form = Form::new().file("image_file", file);
                let call = products.create_product_image_with_form(1, form);
                done(&call.with_options(options).send().await?, true)
            }
            Self::Download => {
                let call = store.v3().redirects().download_redirect_export("5");
                let came = call.with_options(options).send().await?;
                let attempts = Some(came.attempts());
                let (mut stream, mut bytes) = (came.into_inner(), Vec::new());
                // Who reads an endless one stops at some time.
                while bytes.len() < 10 * EXPORT.len()
                    && let Some(more) = stream.next().await
                {
                    bytes.extend_from_slice(&more?);
                }
                let whole = bytes == EXPORT.as_bytes();
                Ok(Done { attempts, whole })
            }
            Self::Pages | Self::Cursors | Self::Bare | Self::Offsets => {
                let listed = self.list(store, key, None).await;
                match listed.error {
                    Some(error) => Err(error),
                    None => Ok(Done {
                        attempts: None,
                        whole: listed.ids.into_iter().eq(1..=ROWS),
                    }),
                }
            }
        }
    }

    /// Walks the list, from `start` if it is given.
    pub async fn list(self, store: &Store, key: &str, start: Option<Position>) -> Listed {
        let options = CallOptions::new().correlation_id(key);
        let size = PAGE as i64;
        match self {
            Self::Pages => {
                let call = store.v3().redirects().get_redirects().limit(size);
                walk(call.with_options(options).items(), "id", start).await
            }
            Self::Cursors => {
                let call = store.v3().products().get_products_metafields().limit(size);
                walk(call.with_options(options).items(), "id", start).await
            }
            Self::Bare => {
                let call = store.v2().orders().get_orders();
                walk(call.with_options(options).items(), "id", start).await
            }
            Self::Offsets => {
                let call = store.b2b().companies().get_companies().limit(PAGE);
                walk(call.with_options(options).items(), "companyId", start).await
            }
            _ => unreachable!("no list"),
        }
    }
}

fn done<T>(came: &Response<T>, whole: bool) -> Result<Done, Error> {
    let attempts = Some(came.attempts());
    Ok(Done { attempts, whole })
}

async fn walk<T>(items: Items<T>, id: &str, start: Option<Position>) -> Listed
where
    T: DeserializeOwned + Serialize + Send + Unpin + 'static,
{
    let mut items = match start {
        Some(start) => items.start_at(start),
        None => items,
    };
    let (mut ids, mut error) = (Vec::new(), None);
    while let Some(item) = items.next().await {
        match item {
            Ok(item) => {
                let item = serde_json::to_value(item).unwrap();
                ids.push(item[id].as_f64().unwrap() as u64);
            }
            // Whatever comes after an error would be taken for rows of the list.
            Err(failed) => {
                assert!(error.replace(failed).is_none(), "two errors in one list");
            }
        }
    }
    Listed { ids, error }
}

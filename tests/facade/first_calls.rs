//! The calls that people write first, as the documentation shows them.

use bigcommerce::{
    Error, Null, Store,
    b2b::types::{CompanyStatus, NewCompany},
    v3::types::{NewProduct, ProductUpdate},
};
use serde_json::{Value, json};

use crate::platform::{TOKEN, builder, sent};
use testkit::server::{Recorded, Response, Server};

const MUG: i64 = 77;
const COMPANY: i64 = 12;

/// What a store with one product and one company responds with.
fn respond(request: &Recorded) -> Response {
    let mug = json!({"id": MUG, "name": "Mug", "type": "physical", "weight": 0.4, "price": 7.95});
    let pages =
        json!({"pagination": {"total": 1, "count": 1, "current_page": 1, "total_pages": 1}});
    let total = json!({"pagination": {"totalCount": 1, "offset": 0, "limit": 10}});
    let company = json!({"companyId": COMPANY, "companyName": "Kiln Ltd"});
    let body = match (request.method.as_str(), request.path()) {
        ("GET", "/stores/abc123/v3/catalog/products") => json!({"data": [mug], "meta": pages}),
        (_, path) if path.contains("/v3/catalog/products") => json!({"data": mug, "meta": {}}),
        ("POST", "/api/v3/io/companies") => json!({"code": 200, "data": company}),
        ("GET", "/api/v3/io/addresses") => {
            json!({"code": 200, "data": [{"addressId": 5, "city": "Leeds"}], "meta": total})
        }
        _ => json!({"code": 200, "data": {}}),
    };
    Response::json(200, body.to_string())
}

async fn store() -> (Server, Store) {
    let server = Server::start(respond).await;
    let store = builder(&server.url()).access_token(TOKEN).build().unwrap();
    (server, store)
}

fn body(request: &Recorded) -> Value {
    sent(request)
}

#[tokio::test]
async fn one_thing_is_read_with_what_it_requires_in_parentheses() -> Result<(), Error> {
    let (server, store) = store().await;

    let product = store
        .v3()
        .products()
        .get_product(77)
        .include(["variants", "images"])
        .await?;
    let response = store.v3().products().get_product(77).send().await?;

    assert_eq!(product.id, MUG);
    assert_eq!((response.status().as_u16(), response.id), (200, MUG));
    assert!(response.mismatches().is_empty());
    let requests = server.take();
    assert_eq!(requests[0].query(), "include=variants,images");
    Ok(())
}

#[tokio::test]
async fn a_list_is_a_page_or_a_stream_whose_loop_may_call() -> Result<(), Error> {
    let (_server, store) = store().await;
    let since = "2026-01-01T00:00:00Z";

    let page = store.v3().products().get_products().limit(50).await?;
    assert_eq!((page.len(), page.total()), (1, Some(1)));

    let mut products = store
        .v3()
        .products()
        .get_products()
        .date_modified_min(since)
        .items()
        .read_ahead(4);
    let mut count = 0;
    while let Some(product) = products.try_next().await? {
        store.v3().products().get_product(product.id).await?;
        count += 1;
    }
    assert_eq!(count, 1);
    Ok(())
}

#[tokio::test]
async fn a_product_is_created_read_changed_and_written() -> Result<(), Error> {
    let (server, store) = store().await;

    let mug = store
        .v3()
        .products()
        .create_product(
            NewProduct::builder()
                .name("Mug")
                .type_("physical")
                .weight(0.4)
                .price("7.95"),
        )
        .await?;
    store
        .v3()
        .products()
        .update_product(
            mug.id,
            ProductUpdate::from(&mug)
                .price("8.50")
                .preorder_release_date(Null),
        )
        .await?;

    let requests = server.take();
    let created = json!({"name": "Mug", "type": "physical", "weight": 0.4, "price": 7.95});
    assert_eq!(body(&requests[0]), created);
    assert_eq!(requests[1].path(), "/stores/abc123/v3/catalog/products/77");
    let change = body(&requests[1]);
    let text = String::from_utf8_lossy(&requests[1].body).into_owned();
    assert!(text.contains(r#""price":8.50"#), "{text}");
    assert_eq!(change["preorder_release_date"], Value::Null);
    assert_eq!(change["name"], "Mug");
    Ok(())
}

#[tokio::test]
async fn a_company_is_created_and_approved_with_the_same_token() -> Result<(), Error> {
    let (server, store) = store().await;

    let company = store
        .b2b()
        .companies()
        .create_company(
            NewCompany::builder()
                .company_name("Kiln Ltd")
                .company_phone("0113 496 0000")
                .company_email("office@kiln.example")
                .country("United Kingdom")
                .admin_first_name("Ada")
                .admin_last_name("Potter")
                .admin_email("ada@kiln.example"),
        )
        .await?;
    store
        .b2b()
        .companies()
        .update_company_status(company.company_id, CompanyStatus::Approved)
        .await?;

    let requests = server.take();
    assert!(requests.iter().all(|request| {
        request.header("x-auth-token") == Some(TOKEN)
            && request.header("x-store-hash") == Some("abc123")
    }));
    assert_eq!(body(&requests[1]), json!({"companyStatus": 1}));
    Ok(())
}

#[cfg(feature = "b2b-addresses")]
#[tokio::test]
async fn addresses_of_a_company_are_listed() -> Result<(), Error> {
    let (server, store) = store().await;

    let mut addresses = store
        .b2b()
        .addresses()
        .get_addresses()
        .company_id(COMPANY)
        .items();
    let address = addresses.try_next().await?;

    assert_eq!(address.unwrap().city.as_deref(), Some("Leeds"));
    assert!(server.take()[0].query().contains("companyId=12"));
    Ok(())
}

//! GraphQL: data, errors, tokens, and what is sent again.

use bigcommerce::{CallOptions, CustomerAccessToken, Error, graphql};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::platform::{Platform, TOKEN, builder, sent};
use testkit::server::{Recorded, Response, Server};

const QUERY: &str = "query Shop($id: ID!) { store { product(id: $id) { name } } }";
const MUTATION: &str = "mutation { product { deleteProducts { deleted } } }";

#[derive(Debug, Deserialize, PartialEq)]
struct Shop {
    name: String,
}

#[tokio::test]
async fn admin_takes_the_token_of_the_store() {
    let platform = Platform::start().await;
    let response = Response::json(200, r#"{"data": {"name": "Kiln"}}"#);
    platform.respond_with(response.header("X-Bc-Graphql-Complexity", "14"));
    let admin = platform.store.graphql();
    let shop: Shop = admin
        .query(QUERY, json!({"id": "bc/store/product/77"}))
        .await
        .unwrap();
    assert_eq!(shop.name, "Kiln");
    let request = platform.only_request();
    assert_eq!(request.target, "/stores/abc123/graphql");
    assert_eq!(request.headers("x-auth-token"), [TOKEN]);
    let body = json!({"query": QUERY, "variables": {"id": "bc/store/product/77"}});
    assert_eq!(sent(&request), body);

    let response = admin.query::<Shop>("{ name }", ()).send().await.unwrap();
    assert_eq!(response.complexity(), Some(14));
    assert_eq!(
        (&response.data, response.errors.len()),
        (
            &Some(Shop {
                name: "Kiln".into()
            }),
            0
        )
    );
}

#[tokio::test]
async fn neither_data_nor_errors_get_lost() {
    let platform = Platform::start().await;
    let admin = platform.store.graphql();
    let both = json!({
        "data": {"name": null, "city": "Leeds"},
        "errors": [{
            "message": "no such shop", "path": ["shops", 0, "name"],
            "locations": [{"line": 1, "column": 3}], "extensions": {"code": "NOT_FOUND"},
        }],
    });
    platform.respond_with(Response::json(200, both.to_string()));
    let error = admin.query::<Shop>("{ name }", ()).await.unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("no such shop at `shops.0.name`"),
        "{error}"
    );
    let Error::Graphql(failure) = error else {
        panic!("{error:?}");
    };
    assert_eq!(failure.data, Some(both["data"].clone()));
    assert_eq!(
        failure.errors[0].path,
        [json!("shops"), json!(0), json!("name")]
    );
    assert_eq!(failure.errors[0].extensions["code"], "NOT_FOUND");

    let outcome = admin.query::<Shop>("{ name }", ()).send().await.unwrap();
    assert_eq!(
        (&outcome.data, &outcome.partial),
        (&None, &Some(both["data"].clone()))
    );
    let outcome = admin.query::<Value>("{ name }", ()).send().await.unwrap();
    assert_eq!(outcome.data, Some(both["data"].clone()));
    assert_eq!(outcome.errors[0].locations[0].column, 3);

    // Without errors, data of another shape is an error, and so is missing data.
    for body in [r#"{"data": {"name": 7}}"#, r#"{"data": null}"#, "{}"] {
        platform.respond_with(Response::json(200, body));
        let error = admin.query::<Shop>("{ name }", ()).await.unwrap_err();
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
    }
    // A failure of HTTP is one all the same.
    platform.respond_with(Response::json(
        401,
        r#"{"errors": [{"message": "bad token"}]}"#,
    ));
    let error = admin.query::<Shop>("{ name }", ()).await.unwrap_err();
    assert!(error.is_unauthorized(), "{error:?}");
}

#[tokio::test]
async fn a_query_is_sent_again_and_a_mutation_never() {
    let server = Server::start(|_: &Recorded| Response::json(503, "{}")).await;
    let store = builder(&server.url())
        .access_token(TOKEN)
        .options(
            CallOptions::new()
                .max_attempts(3)
                .backoff(std::time::Duration::ZERO, std::time::Duration::ZERO)
                .retry_non_idempotent(true),
        )
        .build()
        .unwrap();
    let query = store.graphql().query::<Value>(QUERY, ()).await;
    assert_eq!(query.unwrap_err().attempts(), 3);
    assert_eq!(server.take().len(), 3);
    let options = CallOptions::new().retry_non_idempotent(true);
    let mutation = store.graphql().query::<Value>(MUTATION, ());
    let mutation = mutation.with_options(options).await;
    assert_eq!(mutation.unwrap_err().attempts(), 1);
    assert_eq!(server.take().len(), 1);
}

#[tokio::test]
async fn storefront_and_b2b_take_tokens_of_their_own() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, r#"{"data": {"name": "Kiln"}}"#));
    let url = platform.server.url();
    let customer = CustomerAccessToken::new("customer-s3cret").unwrap();
    let shop = graphql::Client::storefront(&url, "storefront-s3cret").unwrap();
    let _: Shop = shop.query("{ name }", ()).await.unwrap();
    let request = platform.only_request();
    assert_eq!(request.target, "/graphql");
    assert_eq!(
        request.headers("authorization"),
        ["Bearer storefront-s3cret"]
    );
    assert!(request.headers("x-auth-token").is_empty());
    assert!(request.headers("x-bc-customer-access-token").is_empty());

    let strict = shop.clone().for_customer(&customer, true);
    let _: Shop = strict.query("{ name }", ()).await.unwrap();
    let request = platform.only_request();
    assert_eq!(
        request.headers("x-bc-customer-access-token"),
        ["customer-s3cret"]
    );
    assert_eq!(
        request.headers("x-bc-error-on-invalid-customer-access-token"),
        ["true"]
    );

    let b2b = graphql::Client::b2b_at(&url, "b2b-s3cret").unwrap();
    let _: Shop = b2b.query("{ name }", ()).await.unwrap();
    let request = platform.only_request();
    assert_eq!(request.headers("authorization"), ["Bearer b2b-s3cret"]);
    let said = format!("{shop:?} {strict:?} {b2b:?} {customer:?}");
    assert!(!said.contains("s3cret"), "{said}");
    assert!(graphql::Client::storefront(&url, "two words").is_err());
    assert!(graphql::Client::storefront("http://shop.example", "token").is_err());
}

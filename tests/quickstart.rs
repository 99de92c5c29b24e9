//! The quickstart does what it says, against its local store over HTTP; and that store is as strict as
//! the platform.
#![cfg(all(
    feature = "v3-products",
    feature = "v2-orders",
    feature = "b2b-companies",
    feature = "b2b-users"
))]
#![allow(
    clippy::unwrap_used,
    reason = "clippy doesn't count helper functions as tests"
)]

#[path = "../examples/quickstart/app/mod.rs"]
mod app;

use std::process::ExitCode;

use app::local_store::{ACCESS_TOKEN, LocalStore, STORE_HASH};
use bigcommerce::{AccessToken, Error, Store, b2b, v2, v3};
use serde_json::{Value, json};

/// Runs the quickstart with these arguments and variables: exit code, output, errors.
async fn quickstart(arguments: &[&str], variables: &[(&str, &str)]) -> (ExitCode, String, String) {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let code = app::start(
        arguments.iter().map(|argument| (*argument).to_owned()),
        |name| {
            let mut variables = variables.iter();
            let (_, value) = variables.find(|(variable, _)| *variable == name)?;
            Some((*value).to_owned())
        },
        &mut out,
        &mut err,
    )
    .await;
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (code, text(out), text(err))
}

/// Tours `store` as if it were a real one: output, and the failure as it is explained.
async fn tour(store: &Store, write: bool) -> (String, Option<String>) {
    let mut out = Vec::new();
    let outcome = app::tour(store, 250, write, &mut out).await;
    let explained = outcome.err().map(|failure| {
        let mut err = Vec::new();
        app::explain(&failure, &mut err).unwrap();
        String::from_utf8(err).unwrap()
    });
    (String::from_utf8(out).unwrap(), explained)
}

/// The lines of `output` below the line that starts with `head`, up to an empty one.
fn section<'a>(output: &'a str, head: &str) -> Vec<&'a str> {
    let lines = output.lines().skip_while(|line| !line.starts_with(head));
    lines.take_while(|line| !line.is_empty()).collect()
}

/// The words of each line, so that widths don't matter.
fn words(lines: &[&str]) -> Vec<String> {
    let words = |line: &&str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    lines.iter().map(words).collect()
}

#[tokio::test]
async fn without_credentials_a_local_store_is_listed_and_written_to() {
    let (code, out, err) = quickstart(&[], &[]).await;
    assert_eq!((code, err.as_str()), (ExitCode::SUCCESS, ""), "{out}");
    assert!(out.starts_with("No credentials in the environment: this is a local store"));
    assert!(!out.contains(ACCESS_TOKEN));

    let products = words(&section(&out, "Products (v3): 4"));
    assert_eq!(products[1], "ID Name SKU Price Stock Visible");
    assert_eq!(products[2], "101 Heron desk lamp HRN-LAMP USD 89.00 34 yes");
    assert_eq!(
        products[5],
        "104 Workplace planning guide (PDF) WP-GUIDE USD 9.90 – yes"
    );
    let orders = words(&section(&out, "Orders (v2): 3"));
    assert_eq!(orders[2], "1001 2026-03-11 Jane Doe Shipped 2 USD 178.00");
    assert_eq!(
        orders[4],
        "1003 2026-04-03 Luc Martin Awaiting Fulfillment 1 EUR 259.50"
    );
    let companies = words(&section(&out, "Companies (B2B): 2, with 5 users"));
    assert_eq!(
        companies[1..],
        [
            "502 Harbour Logistics, pending",
            "9004 Tom Berg admin tom@harbour.example",
            "9005 Ida Falk junior buyer ida@harbour.example",
            "501 Birch & Stone Interiors, approved",
            "9001 Ana Lopes admin ana@birchstone.example",
            "9002 Ben Okafor senior buyer ben@birchstone.example",
            "9003 Mia Chen junior buyer mia@birchstone.example",
        ]
    );

    let created = words(&section(&out, "Created: 4"));
    for (line, (start, end)) in created[2..].iter().zip([
        ("product 105 Quickstart notebook ", " USD 12.50"),
        ("order 1004 2 × product 105", " USD 25.00"),
        ("company 503 Quickstart Supplies ", ", with its admin"),
        ("user 9007 Bo Buyer, junior buyer in company 503", ""),
    ]) {
        assert!(line.starts_with(start) && line.ends_with(end), "{line}");
    }
    assert_eq!(
        words(&section(&out, "Listed again")),
        [
            "Listed again: 5 products (were 4), 4 orders (3), 3 companies (2), 7 users (5)",
            "product 105 is listed",
            "order 1004 is listed",
            "company 503 is listed",
            "user 9007 is listed",
        ]
    );
    // Pages of two: 2 + 1 + 3 calls for products, 3 + 1 + 3 for orders (the last ones are empty),
    // 1 + 1 + 2 for companies, 3 + 1 + 4 for users.
    assert_eq!(
        words(&section(&out, "25 calls with one access token")),
        [
            &format!("25 calls with one access token, of store {STORE_HASH}"),
            "API Document Calls Authorised by",
            "v3 products 6 X-Auth-Token",
            "v2 orders 7 X-Auth-Token",
            "B2B companies 4 X-Auth-Token, X-Store-Hash",
            "B2B users 8 X-Auth-Token, X-Store-Hash",
            "The local store answered 25 requests; different tokens in them: 1.",
        ]
    );
}

#[tokio::test]
async fn columns_are_aligned() {
    let (_, out, _) = quickstart(&[], &[]).await;
    let orders = section(&out, "Orders (v2)");
    let ends: Vec<_> = orders[1..]
        .iter()
        .map(|line| line.chars().count())
        .collect();
    assert!(ends.iter().all(|end| *end == ends[0]), "{orders:#?}");
    let statuses = ["Status", "Shipped", "Awaiting", "Awaiting"];
    let starts = orders[1..].iter().zip(statuses);
    let starts: Vec<_> = starts.map(|(line, status)| line.find(status)).collect();
    assert!(
        starts.iter().all(|start| *start == starts[0]),
        "{orders:#?}"
    );
}

#[tokio::test]
async fn the_page_size_changes_the_calls_and_nothing_else() {
    let mut runs = Vec::new();
    // The last page of v2 orders is followed by an empty one.
    for (size, calls) in [("1", 39), ("3", 20), ("250", 14)] {
        let (code, out, err) = quickstart(&["--page-size", size], &[]).await;
        assert_eq!(code, ExitCode::SUCCESS, "{err}");
        assert!(out.contains(&format!("\n{calls} calls ")), "{size}: {out}");
        let lists = ["Products", "Orders", "Companies", "Listed again"];
        runs.push(lists.map(|head| section(&out, head).join("\n")));
    }
    assert!(runs.iter().all(|run| *run == runs[0]), "{runs:#?}");
}

#[tokio::test]
async fn half_an_account_is_an_error_that_names_the_other_half() {
    let (hash, token) = ("BIGCOMMERCE_STORE_HASH", "BIGCOMMERCE_ACCESS_TOKEN");
    for (variables, message) in [
        (
            &[(hash, "abc123")][..],
            format!("{token} is not set, though {hash} is"),
        ),
        (
            &[(token, "s3cret")],
            format!("{hash} is not set, though {token} is"),
        ),
        (
            &[(hash, " "), (token, "s3cret")],
            format!("{hash} is not set, though {token} is"),
        ),
    ] {
        let (code, out, err) = quickstart(&[], variables).await;
        assert_eq!((code, out.as_str()), (ExitCode::FAILURE, ""));
        assert!(err.starts_with(&format!("error: {message}")), "{err}");
        assert!(!err.contains("s3cret"));
    }
}

#[tokio::test]
async fn an_account_that_cant_be_is_told_with_its_cause() {
    let account = |hash, token| {
        [
            ("BIGCOMMERCE_STORE_HASH", hash),
            ("BIGCOMMERCE_ACCESS_TOKEN", token),
        ]
    };
    let (code, out, err) = quickstart(&[], &account("abc123", "s3cret with spaces")).await;
    assert_eq!((code, out.as_str()), (ExitCode::FAILURE, ""));
    assert!(
        err.starts_with("error: BIGCOMMERCE_ACCESS_TOKEN can't be used\n  because: "),
        "{err}"
    );
    assert!(!err.contains("s3cret"), "{err}");
    let (_, _, err) = quickstart(&[], &account("shop.example.com", "s3cret")).await;
    assert!(
        err.starts_with("error: BIGCOMMERCE_STORE_HASH can't be used\n  because: "),
        "{err}"
    );
    assert!(!err.contains("s3cret"), "{err}");
}

#[tokio::test]
async fn arguments_are_understood_or_refused() {
    let (code, out, _) = quickstart(&["--help"], &[("BIGCOMMERCE_STORE_HASH", "abc123")]).await;
    assert_eq!(code, ExitCode::SUCCESS);
    for word in [
        "--write",
        "--page-size",
        "BIGCOMMERCE_STORE_HASH",
        "BIGCOMMERCE_ACCESS_TOKEN",
    ] {
        assert!(out.contains(word), "{out}");
    }
    for (arguments, message) in [
        (&["--wirte"][..], "error: unknown argument `--wirte`"),
        (&["--page-size"], "error: --page-size needs a number"),
        (&["--page-size", "0"], "error: --page-size needs a number"),
        (&["--page-size", "251"], "error: --page-size needs a number"),
    ] {
        let (code, out, err) = quickstart(arguments, &[]).await;
        assert_eq!((code, out.as_str()), (ExitCode::FAILURE, ""));
        assert!(err.starts_with(message), "{err}");
    }
}

#[tokio::test]
async fn a_real_store_is_only_read_unless_told_otherwise() {
    let local = LocalStore::start().await.unwrap();
    let store = local.builder().access_token(local.token().unwrap());
    let store = store.build().unwrap();
    for _ in 0..2 {
        let (out, failure) = tour(&store, false).await;
        assert_eq!(failure, None);
        assert!(
            out.contains("Products (v3): 4\n") && out.contains("\n5 calls "),
            "{out}"
        );
        assert!(!out.contains("Created"), "{out}");
    }
    let (out, failure) = tour(&store, true).await;
    assert_eq!(failure, None);
    assert!(out.contains("Created: 4\n"), "{out}");
    let (out, _) = tour(&store, false).await;
    assert!(out.contains("Products (v3): 5\n"), "{out}");
    assert!(out.contains("Companies (B2B): 3, with 7 users\n"), "{out}");
    assert_eq!(local.seen().tokens.len(), 1);
}

#[tokio::test]
async fn what_an_account_may_not_create_is_told_and_the_rest_goes_on() {
    let local = LocalStore::with_scopes(false).await.unwrap();
    let store = local.builder().access_token(local.token().unwrap());
    let (out, failure) = tour(&store.build().unwrap(), true).await;
    assert_eq!(failure, None);
    let created = section(&out, "Created: 0");
    let starts = [
        "Created: 0",
        "  no product: create_product (POST /v3/catalog/products, createProduct): 403: ",
        "  no order: there isn't a new product to order",
        "  no company: create_company (POST /api/v3/io/companies, post-companies): 403: ",
        "  no user: there isn't a new company to be in",
    ];
    assert_eq!(created.len(), starts.len(), "{out}");
    for (line, start) in created.iter().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
    assert!(out.contains("\n12 calls "), "{out}");
}

#[tokio::test]
async fn a_wrong_token_is_a_readable_error_without_the_token() {
    let local = LocalStore::start().await.unwrap();
    let wrong = AccessToken::new("wr0ng-token").unwrap();
    let store = local.builder().access_token(wrong).build().unwrap();
    let (out, failure) = tour(&store, true).await;
    let failure = failure.unwrap();
    assert_eq!(out, "");
    assert_eq!(
        failure,
        "error: get_products (GET /v3/catalog/products, getProducts): 401: The X-Auth-Token isn't one of this store\n"
    );
    let error = store.b2b().companies().get_companies().send().await;
    let error = error.unwrap_err();
    assert_eq!(error.status().unwrap(), 401);
    assert!(
        error.to_string().starts_with(
            "get_companies (GET /api/v3/io/companies, get-companies): 401: Unauthorized"
        ),
        "{error}"
    );
    assert!(!error.to_string().contains("wr0ng"));
}

#[tokio::test]
async fn a_store_that_is_away_is_told_with_its_causes() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let store = Store::builder("abc123")
        .access_token("s3cret")
        .bigcommerce_url(url);
    let (out, failure) = tour(&store.build().unwrap(), false).await;
    let failure = failure.unwrap();
    assert_eq!(out, "");
    assert!(
        failure.starts_with("error: get_products (GET /v3/catalog/products, getProducts): no response, tried 5 times\n  because: "),
        "{failure}"
    );
    assert!(failure.contains("refused"), "{failure}");
}

/// A call of the local store that no `Store` would make: status and body.
async fn raw(
    method: &str,
    url: String,
    headers: &[(&str, &str)],
    body: Option<String>,
) -> (u16, Value) {
    let method = method.parse().unwrap();
    let mut request = reqwest::Client::new().request(method, url);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    if let Some(body) = body {
        request = request.body(body);
    }
    let response = request.send().await.unwrap();
    let status = response.status().as_u16();
    let body = response.bytes().await.unwrap();
    (status, serde_json::from_slice(&body).unwrap_or_default())
}

#[tokio::test]
async fn the_local_store_takes_each_api_where_it_is_with_its_own_headers() {
    let local = LocalStore::start().await.unwrap();
    let (rest, b2b) = (local.bigcommerce_url(), local.b2b_url());
    let token = ("X-Auth-Token", ACCESS_TOKEN);
    let (hash, legacy) = (("X-Store-Hash", STORE_HASH), ("authToken", "legacy"));
    let (wrong, foreign) = (("X-Auth-Token", "other"), ("X-Store-Hash", "other1"));
    let v3 = format!("{rest}/stores/{STORE_HASH}/v3/catalog/products");
    let v2 = format!("{rest}/stores/{STORE_HASH}/v2/orders");
    let companies = format!("{b2b}/api/v3/io/companies");
    for (url, headers, status) in [
        (&v3, &[token][..], 200),
        (&v2, &[token], 200),
        (&companies, &[token, hash], 200),
        (&v3, &[], 401),
        (&v3, &[wrong], 401),
        (&v3, &[token, wrong], 401),
        (&v3, &[legacy], 401),
        (&v2, &[], 401),
        (&companies, &[], 500),
        (&companies, &[token], 500),
        (&companies, &[token, foreign], 500),
        (&companies, &[token, hash, legacy], 500),
        (&companies, &[hash], 401),
        (&companies, &[wrong, hash], 401),
        (&v3.replace(STORE_HASH, "other1"), &[token], 401),
        (&v3.replace("products", "nothing"), &[token], 404),
        (&v3.replace("/v3/", "/v4/"), &[token], 404),
        (&v2.replace("orders", "nothing"), &[token], 404),
        (
            &companies.replace("companies", "nothing"),
            &[token, hash],
            404,
        ),
        (&companies.replace("/io/", "/"), &[token, hash], 404),
        // Each API is on its own host alone.
        (&companies.replace(&b2b, &rest), &[token, hash], 404),
        (&v3.replace(&rest, &b2b), &[token, hash], 404),
    ] {
        let (answered, body) = raw("GET", url.clone(), headers, None).await;
        assert_eq!(answered, status, "{url} {headers:?}: {body}");
        let told = match url {
            _ if status == 200 => json!(200),
            url if url.starts_with(&b2b) => body["code"].clone(),
            url if url.contains("/v2/") => body[0]["status"].clone(),
            _ => body["status"].clone(),
        };
        assert_eq!(told, json!(status), "{url}: {body}");
    }
    let (status, _) = raw("DELETE", v2, &[token], None).await;
    assert_eq!(status, 405);
}

#[tokio::test]
async fn the_local_store_pages_as_each_api_does() {
    let local = LocalStore::start().await.unwrap();
    let (rest, b2b) = (local.bigcommerce_url(), local.b2b_url());
    let headers = [("X-Auth-Token", ACCESS_TOKEN), ("X-Store-Hash", STORE_HASH)];
    let get = async |url: String| raw("GET", url, &headers, None).await;

    let products = format!("{rest}/stores/{STORE_HASH}/v3/catalog/products");
    let (_, first) = get(format!("{products}?limit=3")).await;
    let (_, last) = get(format!("{products}?limit=3&page=2")).await;
    let pages = [&first, &last].map(|page| {
        let pagination = &page["meta"]["pagination"];
        ["total", "count", "per_page", "current_page", "total_pages"]
            .map(|name| pagination[name].as_u64().unwrap())
    });
    assert_eq!(pages, [[4, 3, 3, 1, 2], [4, 1, 3, 2, 2]]);
    assert_eq!(last["data"][0]["id"], 104);
    let (status, body) = get(format!("{products}?page=0")).await;
    assert_eq!((status, &body["status"]), (422, &json!(422)));

    let orders = format!("{rest}/stores/{STORE_HASH}/v2/orders");
    for (page, expected) in [(1, 2), (2, 1)] {
        let (status, body) = get(format!("{orders}?limit=2&page={page}")).await;
        assert_eq!((status, body.as_array().unwrap().len()), (200, expected));
    }
    assert_eq!(
        get(format!("{orders}?limit=2&page=3")).await,
        (204, Value::Null)
    );

    let users = format!("{b2b}/api/v3/io/users");
    let (_, body) = get(format!("{users}?offset=4&limit=3")).await;
    let pagination = json!({ "totalCount": 5, "offset": 4, "limit": 3 });
    assert_eq!(body["meta"]["pagination"], pagination);
    assert_eq!(
        (
            body["code"].as_u64(),
            body["data"].as_array().unwrap().len()
        ),
        (Some(200), 1)
    );
    let (_, body) = get(format!("{users}?companyId=502")).await;
    assert_eq!(body["meta"]["pagination"]["totalCount"], 2);
}

#[tokio::test]
async fn the_local_store_refuses_bodies_in_each_apis_shape() {
    let local = LocalStore::start().await.unwrap();
    let (rest, b2b) = (local.bigcommerce_url(), local.b2b_url());
    let products = format!("{rest}/stores/{STORE_HASH}/v3/catalog/products");
    let orders = format!("{rest}/stores/{STORE_HASH}/v2/orders");
    let users = format!("{b2b}/api/v3/io/users");
    let json = "application/json";
    let post = async |url: &str, media: &str, body: Value| {
        let headers = [
            ("X-Auth-Token", ACCESS_TOKEN),
            ("X-Store-Hash", STORE_HASH),
            ("Content-Type", media),
        ];
        raw("POST", url.to_owned(), &headers, Some(body.to_string())).await
    };

    let lamp = json!({ "name": "Lamp", "type": "physical", "weight": 1, "price": "free" });
    let (status, body) = post(&products, json, lamp).await;
    let fields: Vec<_> = body["errors"].as_object().unwrap().keys().collect();
    assert_eq!(status, 422);
    assert_eq!(fields, ["price"]);
    let lamp = json!({ "name": "Lamp", "type": "physical", "weight": 1, "price": 5 });
    assert_eq!(post(&products, "text/plain", lamp.clone()).await.0, 422);
    assert_eq!(post(&products, json, lamp.clone()).await.0, 200);
    let (status, body) = post(&products, json, lamp).await;
    assert_eq!((status, &body["status"]), (409, &json!(409)));

    let (status, body) = post(&orders, json, json!({ "products": [] })).await;
    assert_eq!((status, &body[0]["status"]), (400, &json!(400)));
    assert!(body[0]["details"]["billing_address"].is_string(), "{body}");
    let unknown = json!({
        "billing_address": { "zip": "1" },
        "products": [{ "product_id": 7, "quantity": 1 }],
    });
    assert_eq!(post(&orders, json, unknown).await.0, 400);

    let (status, body) = post(&users, json, json!({ "firstName": "A" })).await;
    assert_eq!((status, &body["code"]), (422, &json!(422)));
    assert!(body["data"]["errMsg"]["channelIds"].is_array(), "{body}");
    assert_eq!(post(&users, "text/plain", json!({})).await.0, 422);
}

/// The names of the fields that `error` complains of.
fn fields(error: &Error) -> Vec<&str> {
    let errors = error.problem().unwrap().errors().iter();
    errors.map(|error| error.field.as_str()).collect()
}

#[tokio::test]
async fn the_client_names_the_fields_that_v3_and_v2_refuse() {
    let local = LocalStore::start().await.unwrap();
    let store = local.builder().access_token(local.token().unwrap());
    let store = store.build().unwrap();
    let taken = v3::types::NewProduct::builder()
        .name("Heron desk lamp")
        .type_("physical")
        .weight(1)
        .price(1);
    let products = store.v3().products();
    let error = products.create_product(taken).send().await;
    assert_eq!(fields(&error.unwrap_err()), ["name"]);
    let empty = v2::types::NewOrder::builder();
    let error = store.v2().orders().create_order(empty).send().await;
    assert_eq!(fields(&error.unwrap_err()), ["billing_address", "products"]);
}

#[tokio::test]
async fn the_client_tells_what_b2b_refuses_in_words_or_by_field() {
    let local = LocalStore::start().await.unwrap();
    let store = local.builder().access_token(local.token().unwrap());
    let users = store.build().unwrap().b2b().users();
    let taken = b2b::types::NewUser::builder()
        .first_name("Bo")
        .last_name("Buyer")
        .email("ana@birchstone.example")
        .company_id(501)
        .role(2)
        .channel_ids([1]);
    let foreign = taken.clone().company_id(7);
    let error = users.create_user(taken).send().await;
    let said = error.unwrap_err().to_string();
    assert!(said.contains("Email already exists"), "{said}");
    let error = users.create_user(foreign).send().await;
    assert_eq!(fields(&error.unwrap_err()), ["companyId"]);
}

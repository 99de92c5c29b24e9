//! Lists longer than one request takes, and what is said of each of their entries.

use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering::SeqCst},
    },
    time::Duration,
};

use bigcommerce::{
    Error,
    batch::ItemOutcome::{self, Failed, NotSent, Succeeded, Unclear},
    v3::types::{AbsoluteAdjustment, MetafieldBulkUpdate, NewCustomer, ProductBulkUpdate},
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tokio::time::{Instant, timeout};

use crate::platform::store_at;
use testkit::{
    percent,
    server::{Recorded, Response, Server},
};

fn typed<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_value(value).unwrap()
}

/// That many products, each with its number.
fn products(count: u64) -> Vec<ProductBulkUpdate> {
    let products = (1..=count).map(|id| json!({"id": id, "name": format!("Mug {id}")}));
    typed(products.collect())
}

fn body(request: &Recorded) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// The ids of a request's list.
fn ids(list: &Value) -> Vec<u64> {
    let ids = list.as_array().unwrap().iter();
    ids.map(|entry| entry["id"].as_u64().unwrap()).collect()
}

/// The values of the list in the query.
fn queried(request: &Recorded) -> Vec<u64> {
    let query = percent::pairs(request.query()).unwrap();
    let (_, list) = query.iter().find(|(name, _)| name == "id:in").unwrap();
    list.split(',').map(|id| id.parse().unwrap()).collect()
}

async fn taking() -> Server {
    Server::start(listing).await
}

/// Lists what was sent, where that is a list.
fn listing(request: &Recorded) -> Response {
    let sent = body(request);
    match sent.is_array() {
        true => Response::json(200, json!({"data": sent, "meta": {}})),
        false => Response::json(200, json!({"transaction_id": "7"})),
    }
}

/// What became of 25 products, ten a request, responded to one after the other with `responses`; where there
/// is none, with what was sent.
async fn outcomes(
    responses: impl IntoIterator<Item = Option<Response>>,
) -> (Vec<ItemOutcome>, usize) {
    let responses: Mutex<VecDeque<_>> = Mutex::new(responses.into_iter().collect());
    let server = Server::start(move |request| {
        let response = responses.lock().unwrap().pop_front().flatten();
        response.unwrap_or_else(|| listing(request))
    })
    .await;
    let store = store_at(&server.url());
    let update = store.v3().products().update_products(products(25));
    let report = update.batches().send().await.unwrap();
    let sent = server.take().len();
    assert_eq!(report.requests().len(), sent);
    (report.outcomes().to_vec(), sent)
}

/// What became of `entries`, sent in one request to PUT /catalog/products and responded with `response`.
async fn updated(entries: Value, response: Response) -> Vec<ItemOutcome> {
    let server = Server::responding([response]).await;
    let entries: Vec<ProductBulkUpdate> = typed(entries);
    let products = store_at(&server.url()).v3().products();
    let report = products
        .update_products(entries)
        .batches()
        .send()
        .await
        .unwrap();
    report.outcomes().to_vec()
}

fn is_unclear(outcome: &ItemOutcome) -> bool {
    matches!(outcome, Unclear(_))
}

#[tokio::test]
async fn a_list_is_split_to_the_documented_most_in_order() {
    let server = taking().await;
    let store = store_at(&server.url());

    let update = store.v3().products().update_products(products(25));
    let report = update
        .include_fields(["name"])
        .batches()
        .send()
        .await
        .unwrap();
    assert!(report.is_complete());
    assert_eq!(
        report.succeeded().collect::<Vec<_>>(),
        (0..25).collect::<Vec<_>>()
    );
    let ranges: Vec<_> = report
        .requests()
        .iter()
        .map(|sent| sent.entries.clone())
        .collect();
    assert_eq!(ranges, [0..10, 10..20, 20..25]);
    let seen = server.take();
    let sent: Vec<_> = seen.iter().map(|request| ids(&body(request))).collect();
    assert_eq!(sent.iter().map(Vec::len).collect::<Vec<_>>(), [10, 10, 5]);
    assert_eq!(sent.concat(), (1..=25).collect::<Vec<_>>());
    assert!(
        seen.iter()
            .all(|request| request.query() == "include_fields=name")
    );

    let customer =
        |n: u64| json!({"email": format!("{n}@example.com"), "first_name": "A", "last_name": "B"});
    let customers: Vec<NewCustomer> = typed((0..20).map(customer).collect());
    store
        .v3()
        .customers()
        .create_customers(customers)
        .batches()
        .send()
        .await
        .unwrap();
    let sent: Vec<_> = server.take().iter().map(body).collect();
    let entries: Vec<_> = sent
        .iter()
        .flat_map(|list| list.as_array().unwrap().clone())
        .collect();
    assert_eq!((sent.len(), entries), (2, (0..20).map(customer).collect()));
}

#[tokio::test]
async fn a_list_in_the_query_is_split() {
    let server = Server::start(|_| Response::new(204)).await;
    let store = store_at(&server.url());
    let all: Vec<i64> = (1..=501).collect();
    let delete = store
        .v3()
        .products()
        .delete_products()
        .id_in(all)
        .name("Mug");
    let report = delete.batches().send().await.unwrap();
    assert!(report.is_complete() && report.outcomes().len() == 501);
    let seen = server.take();
    let sent: Vec<_> = seen.iter().map(queried).collect();
    assert_eq!(sent.iter().map(Vec::len).collect::<Vec<_>>(), [250, 250, 1]);
    assert_eq!(sent.concat(), (1..=501).collect::<Vec<_>>());
    assert!(
        seen.iter()
            .all(|request| request.query().contains("name=Mug"))
    );

    let classes = store.v3().tax_classes();
    classes
        .delete_tax_classes(1..=51)
        .batches()
        .send()
        .await
        .unwrap();
    let sent: Vec<_> = server.take().iter().map(queried).collect();
    assert_eq!(sent.iter().map(Vec::len).collect::<Vec<_>>(), [50, 1]);
}

#[tokio::test]
async fn a_list_in_a_property_is_split_and_the_rest_is_in_each_request() {
    let server = taking().await;
    let store = store_at(&server.url());
    let item = |n: u64| json!({"location_id": 1, "variant_id": n, "quantity": n % 7});
    let items: Vec<_> = (1..=4001).map(item).collect();
    let whole = json!({"reason": "count \"5\"", "items": items});
    let inventory = store.v3().inventory();
    let adjust = inventory.set_inventory_levels(typed::<AbsoluteAdjustment>(whole.clone()));
    let report = adjust.batches().send().await.unwrap();
    assert!(report.is_complete() && report.outcomes().len() == 4001);
    let sent: Vec<_> = server.take().iter().map(body).collect();
    let sizes: Vec<_> = sent
        .iter()
        .map(|body| body["items"].as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [2000, 2000, 1]);
    for (at, body) in sent.iter().enumerate() {
        let end = (at * 2000 + 2000).min(4001);
        let expected = json!({"reason": whole["reason"], "items": items[at * 2000..end]});
        assert!(*body == expected, "request {at}");
    }
}

#[tokio::test]
async fn entries_are_sent_as_they_would_be_together() {
    let server = taking().await;
    let store = store_at(&server.url());
    let prices = json!([
        {"id": 1, "price": "1.10"}, {"id": 2, "price": 1.10}, {"id": 9_007_199_254_740_993_u64, "price": 7.95},
        {"id": 4, "price": 99_999_999_999.999_9}, {"id": 5, "name": "a,b]}\\\"\u{2028}ü", "price": "0.00"},
    ]);
    let list: Vec<ProductBulkUpdate> = typed(prices);
    let update = store.v3().products().update_products(list);
    update.clone().send().await.unwrap();
    let whole = String::from_utf8(server.take()[0].body.clone()).unwrap();
    assert!(
        whole.contains(r#""1.10""#) && whole.contains("9007199254740993"),
        "{whole}"
    );
    update.batches().size(2).send().await.unwrap();
    let parts: Vec<_> = server
        .take()
        .into_iter()
        .map(|request| request.body)
        .collect();
    let parts = parts.iter().map(|body| std::str::from_utf8(body).unwrap());
    let inner: Vec<_> = parts.map(|body| &body[1..body.len() - 1]).collect();
    assert_eq!((inner.len(), format!("[{}]", inner.join(","))), (3, whole));
}

#[tokio::test]
async fn one_request_that_fails_leaves_the_others() {
    let failed = Response::json(
        422,
        r#"{"status":422,"title":"Bad","errors":{"name":"taken"}}"#,
    );
    let (outcomes, sent) = outcomes([None, Some(failed)]).await;
    assert_eq!(sent, 3);
    let (before, rest) = outcomes.split_at(10);
    let (amid, after) = rest.split_at(10);
    assert!(
        before
            .iter()
            .chain(after)
            .all(|outcome| *outcome == Succeeded)
    );
    assert!(
        amid.iter()
            .all(|outcome| matches!(outcome, Failed(why) if why.contains("Bad")))
    );
    assert_eq!(after.len(), 5);
}

#[tokio::test]
async fn what_is_not_known_is_unclear_and_what_was_refused_has_failed() {
    let cut = Response::new(200).cut();
    for response in [
        Response::new(500),
        Response::new(503),
        Response::new(502),
        cut,
    ] {
        let (outcomes, sent) = outcomes([Some(response)]).await;
        assert_eq!(sent, 3);
        assert!(
            outcomes[..10]
                .iter()
                .all(|outcome| matches!(outcome, Unclear(_))),
            "{outcomes:?}"
        );
        assert!(outcomes[10..].iter().all(|outcome| *outcome == Succeeded));
    }
    for status in [400, 404, 409, 413, 429] {
        let (outcomes, sent) = outcomes([Some(Response::new(status))]).await;
        assert_eq!(sent, 3);
        assert!(
            outcomes[..10]
                .iter()
                .all(|outcome| matches!(outcome, Failed(_))),
            "{outcomes:?}"
        );
        assert!(outcomes[10..].iter().all(|outcome| *outcome == Succeeded));
    }
    // A success that can't be read was one all the same.
    let garbled = Response::json(200, r#"{"data":"#);
    let (outcomes, _) = outcomes([Some(garbled)]).await;
    assert!(
        outcomes[..10]
            .iter()
            .all(|outcome| matches!(outcome, Unclear(_))),
        "{outcomes:?}"
    );
}

#[tokio::test]
async fn nothing_more_is_sent_when_all_would_fail_alike() {
    for status in [401, 403] {
        let (outcomes, sent) = outcomes([None, Some(Response::new(status))]).await;
        assert_eq!(sent, 2);
        assert!(outcomes[..10].iter().all(|outcome| *outcome == Succeeded));
        assert!(
            outcomes[10..20]
                .iter()
                .all(|outcome| matches!(outcome, Failed(_)))
        );
        assert!(outcomes[20..].iter().all(|outcome| *outcome == NotSent));
    }
}

#[tokio::test]
async fn a_multi_status_tells_entry_from_entry() {
    let partly = json!({
        "data": [{"id": 1}], "errors": {"status": 422, "title": "Bad", "errors": {"3": "no key"}},
        "meta": {"total": 10, "success": 9, "failed": 1},
    });
    let (outcomes_, _) = outcomes([Some(Response::json(207, partly))]).await;
    assert_eq!(outcomes_[3], Failed("no key".into()));
    assert_eq!(
        outcomes_
            .iter()
            .filter(|outcome| **outcome == Succeeded)
            .count(),
        24
    );

    // Without an index, what came back was carried out.
    let back: Vec<_> = (1..=9).map(|id| json!({"id": id})).collect();
    let partly = json!({"data": back, "errors": {"status": 500, "title": "No URL"}});
    let (outcomes_, _) = outcomes([Some(Response::json(207, partly))]).await;
    assert_eq!(outcomes_[9], Unclear("No URL".into()));
    assert_eq!(
        outcomes_
            .iter()
            .filter(|outcome| **outcome == Succeeded)
            .count(),
        24
    );
}

#[tokio::test]
async fn a_failure_may_hold_for_some_entries_only() {
    let partly = json!({
        "data": [{"id": 1}], "meta": {"total": 3, "success": 2, "failed": 1},
        "errors": [{"status": 422, "title": "Bad", "type": "", "errors": {"1": "taken"}}],
    });
    let server = Server::responding([Response::json(422, partly)]).await;
    let store = store_at(&server.url());
    let fields = (1..=3).map(|id| json!({"id": id, "value": "x"}));
    let fields: Vec<MetafieldBulkUpdate> = typed(fields.collect());
    let update = store.v3().products().update_products_metafields(fields);
    let report = update.batches().send().await.unwrap();
    assert_eq!(
        report.outcomes(),
        [Succeeded, Failed("taken".into()), Succeeded]
    );
    assert_eq!(
        report.failed().map(|(index, _)| index).collect::<Vec<_>>(),
        [1]
    );
    assert!(!report.is_complete());
    let error = report.requests()[0].result.as_ref().unwrap_err();
    let partial = error.partial().unwrap();
    assert_eq!((partial.succeeded(), partial.failed()), (Some(2), Some(1)));
}

/// Entries of a price list fail one by one, and the response doesn't list those that didn't.
#[cfg(feature = "v3-price-lists")]
#[tokio::test]
async fn entries_of_a_price_list_that_failed_are_told_by_what_was_sent() {
    use bigcommerce::v3::types::PriceListRecordBulkUpdate;
    let record = |variant: u64| json!({"variant_id": variant, "currency": "usd", "price": 7.95});
    let failed = |variant: u64| json!({"data": {"variant_id": variant, "currency": "USD", "price_list_id": 3}, "field_errors": {"price": "too low"}});
    for (errors, expected) in [
        (vec![failed(2)], [false, true, false]),
        (vec![failed(3), failed(1)], [true, false, true]),
    ] {
        let body = json!({"batch_errors": errors});
        let server = Server::responding([Response::json(422, body)]).await;
        let store = store_at(&server.url());
        let records = json!([record(1), record(2), record(3)]);
        let lists = store.v3().price_lists();
        let set =
            lists.upsert_price_list_records(3, typed::<Vec<PriceListRecordBulkUpdate>>(records));
        let report = set.batches().send().await.unwrap();
        let outcomes = report.outcomes().iter();
        let failed: Vec<_> = outcomes
            .map(|outcome| *outcome == Failed("too low".into()))
            .collect();
        assert_eq!(failed, expected);
        assert!(
            report
                .outcomes()
                .iter()
                .all(|outcome| *outcome != Succeeded)
        );
    }
    // All of them.
    let body = json!({"batch_errors": [failed(1), failed(2)]});
    let server = Server::responding([Response::json(422, body)]).await;
    let store = store_at(&server.url());
    let lists = store.v3().price_lists();
    let records = json!([record(1), record(2)]);
    let set = lists.upsert_price_list_records(3, typed::<Vec<PriceListRecordBulkUpdate>>(records));
    let error = set.send().await.unwrap_err();
    assert!(!error.may_have_been_carried_out());
    let reported: Vec<_> = error
        .problem()
        .unwrap()
        .errors()
        .iter()
        .map(|error| (&*error.field, &*error.message))
        .collect();
    assert_eq!(
        reported,
        [("[0].price", "too low"), ("[1].price", "too low")]
    );
}

#[tokio::test]
async fn requests_at_once_are_no_more_than_said_and_reported_in_order() {
    let due = Mutex::new(Vec::<Instant>::new());
    let most = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&most);
    let server = Server::start(move |request| {
        let now = Instant::now();
        let first = ids(&body(request))[0];
        // Of each three the last has its response first.
        let delay = Duration::from_millis(20 * (3 - first / 10 % 3));
        let mut due = due.lock().unwrap();
        due.push(now + delay);
        seen.fetch_max(due.iter().filter(|due| **due > now).count(), SeqCst);
        let response = match first {
            21 => Response::new(422),
            _ => listing(request),
        };
        response.after(delay)
    })
    .await;
    let store = store_at(&server.url());
    let update = store.v3().products().update_products(products(95));
    let report = update.batches().concurrency(3).send().await.unwrap();
    let most = most.load(SeqCst);
    assert!(most <= 3, "{most} at once");
    let failed: Vec<_> = report.failed().map(|(index, _)| index).collect();
    assert_eq!(failed, (20..30).collect::<Vec<_>>());
    assert_eq!(report.outcomes().len(), 95);
    assert_eq!(server.take().len(), 10);
}

#[tokio::test]
async fn what_does_not_come_back_is_unclear() {
    let sent = json!([{"id": 1, "name": "A"}, {"id": 2, "name": "B"}, {"id": 3, "name": "C"}]);
    let back = |data: Value| {
        updated(
            sent.clone(),
            Response::json(200, json!({"data": data, "meta": {}})),
        )
    };
    // The order doesn't matter, nor does it what else is listed or what became of the rest of an entry.
    let outcomes = back(json!([{"id": 3}, {"id": 1, "name": "a"}, {"id": 7}])).await;
    assert_eq!((&outcomes[0], &outcomes[2]), (&Succeeded, &Succeeded));
    let Unclear(why) = &outcomes[1] else {
        panic!("{outcomes:?}");
    };
    assert!(why.contains("list"), "{why}");
    // As many others are not proof.
    assert!(
        back(json!([{"id": 7}, {"id": 8}, {"id": 9}]))
            .await
            .iter()
            .all(is_unclear)
    );
    for none in [json!([]), json!(null)] {
        assert!(back(none).await.iter().all(is_unclear));
    }
    // Not a word about entries: the status tells, unless the numbers say otherwise.
    let response = |body: Value| updated(sent.clone(), Response::json(200, body));
    for silent in [
        json!({}),
        json!({"meta": {}}),
        json!({"meta": {"total": 3, "success": 3, "failed": 0}}),
    ] {
        assert_eq!(response(silent).await, [Succeeded, Succeeded, Succeeded]);
    }
    assert_eq!(updated(sent.clone(), Response::new(200)).await.len(), 3);
    assert!(
        response(json!({"meta": {"total": 3, "success": 2}}))
            .await
            .iter()
            .all(is_unclear)
    );
    let reported = response(json!({"data": [], "meta": {"total": 3, "success": 3, "failed": 0}}));
    assert_eq!(reported.await, [Succeeded, Succeeded, Succeeded]);
}

#[tokio::test]
async fn what_has_no_id_is_known_by_what_is_said_again() {
    let customer = |email: &str| json!({"email": email, "first_name": "Ada", "last_name": "Bell"});
    let created = |id: u64, email: &str| json!({"id": id, "email": email, "first_name": "Ada"});
    let create = async |emails: &[&str], data: Value| {
        let response = Response::json(200, json!({"data": data, "meta": {}}));
        let server = Server::responding([response]).await;
        let new: Vec<NewCustomer> = typed(emails.iter().map(|email| customer(email)).collect());
        let customers = store_at(&server.url()).v3().customers();
        let report = customers
            .create_customers(new)
            .batches()
            .send()
            .await
            .unwrap();
        report.outcomes().to_vec()
    };
    let three = ["a@example.com", "b@example.com", "c@example.com"];
    // As many as were sent are all of them, whatever the server made of them.
    let all = json!([created(1, "x"), created(2, "y"), created(3, "z")]);
    assert_eq!(create(&three, all).await, [Succeeded, Succeeded, Succeeded]);
    let two = json!([created(1, "C@example.com"), created(2, "a@example.com")]);
    let outcomes = create(&three, two).await;
    assert_eq!((&outcomes[0], &outcomes[2]), (&Succeeded, &Succeeded));
    assert!(is_unclear(&outcomes[1]), "{outcomes:?}");
    // What could be more than one of them counts as none.
    let either = json!([{"id": 1, "first_name": "Ada", "last_name": "Bell"}]);
    assert!(create(&three, either).await.iter().all(is_unclear));
    assert!(create(&three, json!([])).await.iter().all(is_unclear));
}

#[tokio::test]
async fn ids_that_are_entries_are_looked_for_too() {
    let response = json!({"data": [3, 1], "meta": {}});
    let server = Server::responding([Response::json(200, response)]).await;
    let products = store_at(&server.url()).v3().products();
    let delete = products.delete_products_metafields(vec![1, 2, 3]);
    let report = delete.batches().send().await.unwrap();
    let outcomes = report.outcomes();
    assert_eq!((&outcomes[0], &outcomes[2]), (&Succeeded, &Succeeded));
    assert!(is_unclear(&outcomes[1]), "{outcomes:?}");
}

#[tokio::test]
async fn what_is_no_list_is_said_and_nothing_is_sent() {
    let server = taking().await;
    let products_ = store_at(&server.url()).v3().products();
    let fault = products_
        .delete_products()
        .batches()
        .send()
        .await
        .unwrap_err();
    assert!(matches!(fault, Error::Request { .. }), "{fault:?}");
    assert!(
        fault.to_string().contains("`id:in` is not a list"),
        "{fault}"
    );
    let none = products_
        .update_products(products(0))
        .batches()
        .send()
        .await
        .unwrap();
    assert!(none.is_complete() && none.outcomes().is_empty());
    assert!(server.take().is_empty());
}

/// A server that lists what was sent, but keeps the request whose first entry is `first` waiting.
async fn keeping(first: u64, waits: Duration) -> Server {
    Server::start(move |request| match ids(&body(request))[0] == first {
        true => listing(request).after(waits),
        false => listing(request),
    })
    .await
}

const FOR_EVER: Duration = Duration::from_secs(3600);

/// How many entries came to each of the ends: carried out, unclear, not sent.
fn counted(outcomes: &[ItemOutcome]) -> [usize; 3] {
    let count = |is: fn(&ItemOutcome) -> bool| outcomes.iter().filter(|each| is(each)).count();
    [
        count(|each| *each == Succeeded),
        count(is_unclear),
        count(|each| *each == NotSent),
    ]
}

#[tokio::test]
async fn each_request_is_handed_over_as_it_ends() {
    let server = keeping(1, FOR_EVER).await;
    let store = store_at(&server.url());
    let update = store.v3().products().update_products(products(45));
    let mut requests = update.batches().concurrency(2).stream().unwrap();
    assert_eq!(counted(requests.outcomes()), [0, 0, 45]);
    for start in [10, 20, 30, 40] {
        let sent = requests.next().await.unwrap();
        assert_eq!(sent.entries, start..45.min(start + 10));
        assert!(sent.result.is_ok_and(|response| !response.is_empty()));
        assert_eq!(sent.outcomes, vec![Succeeded; sent.entries.len()]);
        let done = sent.entries.end - 10;
        assert_eq!(counted(requests.outcomes())[..2], [done, 10]);
        assert!(requests.outcomes()[..10].iter().all(is_unclear));
    }
    assert_eq!(server.take().len(), 5);
}

#[tokio::test]
async fn what_was_sent_is_known_when_the_rest_is_given_up() {
    let server = keeping(11, FOR_EVER).await;
    let store = store_at(&server.url());
    let update = store.v3().products().update_products(products(45));
    let mut requests = update.batches().stream().unwrap();
    assert_eq!(requests.next().await.unwrap().entries, 0..10);
    while server.recorded().len() < 2 {
        let next = timeout(Duration::from_millis(1), requests.next()).await;
        assert!(next.is_err(), "it can't have ended");
    }
    assert_eq!(counted(requests.outcomes()), [10, 10, 25]);
    assert!(requests.outcomes()[10..20].iter().all(is_unclear));
    drop(requests);
    // Nothing goes on behind it.
    let next = store.v3().products().update_products(products(1));
    next.send().await.unwrap();
    assert_eq!(server.take().len(), 3);
}

#[tokio::test]
async fn a_wait_that_is_given_up_loses_nothing() {
    let server = keeping(11, Duration::from_millis(50)).await;
    let store = store_at(&server.url());
    let update = store.v3().products().update_products(products(25));
    let mut requests = update.batches().stream().unwrap();
    let mut came = Vec::new();
    let mut given_up = 0;
    loop {
        match timeout(Duration::from_millis(1), requests.next()).await {
            Ok(Some(sent)) => came.push(sent.entries),
            Ok(None) => break,
            Err(_) => given_up += 1,
        }
    }
    assert_eq!(came, [0..10, 10..20, 20..25]);
    assert!(given_up > 0);
    assert_eq!(counted(requests.outcomes()), [25, 0, 0]);
    assert_eq!(server.take().len(), 3);
}

#[tokio::test]
async fn a_stream_ends_when_all_would_fail_alike() {
    let server = Server::start(|request| match ids(&body(request))[0] {
        11 => Response::new(401),
        _ => listing(request),
    })
    .await;
    let store = store_at(&server.url());
    let update = store.v3().products().update_products(products(45));
    let mut requests = update.batches().stream().unwrap();
    let mut came = Vec::new();
    while let Some(sent) = requests.next().await {
        came.push((sent.entries, sent.result.is_ok()));
    }
    assert_eq!(came, [(0..10, true), (10..20, false)]);
    assert_eq!(counted(requests.outcomes()), [10, 0, 25]);
    assert!(matches!(requests.outcomes()[10], Failed(_)));
    assert_eq!(server.take().len(), 2);
}

//! Dates and times: read in every form a server writes them in, sent back as they came, and otherwise written as
//! their field or parameter wants them.

use std::time::{Duration, SystemTime};

use bigcommerce::{
    DateTime, Error, Null,
    v2::types::{NewOrder, Order, OrderUpdate},
    v3::types::{Product, ProductUpdate},
};
use serde_json::{Value, json};

use crate::{
    platform::{Platform, encoded, sent},
    reading::reported,
};
use testkit::server::Response;

/// 2018-01-10 21:05:30 UTC.
const SECONDS: i64 = 1_515_618_330;

fn time(text: &str) -> DateTime {
    text.parse().unwrap()
}

/// The value of the one parameter that the last request has.
fn parameter(platform: &Platform, name: &str) -> String {
    let request = platform.only_request();
    let query = request.query();
    let value = query.strip_prefix(&format!("{name}="));
    value.unwrap_or_else(|| panic!("{query}")).to_owned()
}

#[tokio::test]
async fn a_time_in_any_form_is_read_and_stays_as_it_came() {
    let platform = Platform::start().await;
    for (written, seconds) in [
        (json!("2018-01-10T21:05:30Z"), Some(SECONDS)),
        (json!("2018-01-10T21:05:30+0000"), Some(SECONDS)),
        (json!("2018-01-10T15:05:30.903-06:00"), Some(SECONDS)),
        (json!("2018-01-10T21:05:30"), Some(SECONDS)),
        (json!("2018-01-10 21:05:30.000000"), Some(SECONDS)),
        (json!("2018-01-10"), Some(1_515_542_400)),
        (json!("Wed, 10 Jan 2018 21:05:30 +0000"), Some(SECONDS)),
        (json!("Wed, 10 Jan 2018 21:05:30 GMT"), Some(SECONDS)),
        (json!("Mon, 1 Jan 2018 00:00:00 +0000"), Some(1_514_764_800)),
        (json!(SECONDS), Some(SECONDS)),
        (json!(SECONDS.to_string()), Some(SECONDS)),
        (json!(1_515_618_330_903_i64), Some(SECONDS)),
        (json!("0000-00-00 00:00:00"), None),
        (json!("-"), None),
        (json!("never"), None),
    ] {
        let product = json!({"id": 7, "date_created": written});
        platform.respond_with(Response::json(200, json!({"data": [product]})));
        let products = platform
            .store
            .v3()
            .products()
            .get_products()
            .send()
            .await
            .unwrap();
        assert_eq!(reported(&products), [""; 0], "{written}");
        let created = products[0].date_created.as_ref().unwrap();
        assert_eq!(created.unix_seconds(), seconds, "{written}");
        assert_eq!(created.to_system_time().is_some(), seconds.is_some());
        assert_eq!(created.is_number(), written.is_number());
        assert_eq!(encoded(products), json!([product]));

        let order = json!({"id": 5, "date_created": written, "date_modified": written});
        platform.respond_with(Response::json(200, json!([order])));
        let orders = platform
            .store
            .v2()
            .orders()
            .get_orders()
            .send()
            .await
            .unwrap();
        assert_eq!(reported(&orders), [""; 0], "{written}");
        let created = orders[0].date_created.as_ref().unwrap();
        assert_eq!(created.unix_seconds(), seconds, "{written}");
        assert_eq!(encoded(orders), json!([order]));

        let company = json!({"companyId": 9, "createdAt": written, "updatedAt": written});
        let body = json!({"code": 200, "data": [company]});
        platform.respond_with(Response::json(200, body));
        let companies = platform
            .store
            .b2b()
            .companies()
            .get_companies()
            .send()
            .await
            .unwrap();
        assert_eq!(reported(&companies), [""; 0], "{written}");
        let created = companies[0].created_at.as_ref().unwrap();
        assert_eq!(created.unix_seconds(), seconds, "{written}");
        assert_eq!(encoded(companies), json!([company]));
    }
}

#[tokio::test]
async fn an_empty_text_is_no_date_and_another_type_is_told() {
    let platform = Platform::start().await;
    for absent in [json!(""), json!(" "), Value::Null] {
        let body = json!({"data": [{"id": 7, "date_created": absent}]});
        platform.respond_with(Response::json(200, body));
        let products = platform
            .store
            .v3()
            .products()
            .get_products()
            .send()
            .await
            .unwrap();
        assert_eq!(reported(&products), [""; 0], "{absent}");
        assert_eq!(products[0].date_created, None);
    }
    for other in [json!(true), json!({"date": "2018-01-10"}), json!([7])] {
        let body = json!({"data": [{"id": 7, "date_created": other, "name": "Mug"}]});
        platform.respond_with(Response::json(200, body));
        let products = platform
            .store
            .v3()
            .products()
            .get_products()
            .send()
            .await
            .unwrap();
        let mismatches = reported(&products);
        assert_eq!(mismatches.len(), 1, "{other}");
        let place = "`data[0].date_created` is ";
        assert!(mismatches[0].contains(place), "{mismatches:?}");
        assert_eq!(products[0].date_created, None);
        assert_eq!(products[0].name.as_deref(), Some("Mug"));
    }
}

#[tokio::test]
async fn what_a_field_held_goes_back_unchanged() {
    let platform = Platform::start().await;
    for written in [
        json!("2018-01-10T21:05:30.000+0000"),
        json!("2018-01-10 21:05:30"),
        json!("Wed, 10 Jan 2018 21:05:30 GMT"),
        json!("0000-00-00 00:00:00"),
        json!("1515618330"),
        json!(SECONDS),
        Value::Null,
    ] {
        let product = json!({"id": 7, "preorder_release_date": written});
        platform.respond_with(Response::json(200, json!({"data": [product]})));
        let products = platform.store.v3().products();
        let read: Product = products
            .get_products()
            .send()
            .await
            .unwrap()
            .into_inner()
            .into_iter()
            .next()
            .unwrap();
        platform.server.take();
        platform.respond_with(Response::json(200, json!({"data": {}})));
        let field = json!({"preorder_release_date": written});
        let set =
            ProductUpdate::builder().preorder_release_date(read.preorder_release_date.clone());
        products.update_product(7, set).await.unwrap();
        assert_eq!(sent(&platform.only_request()), field);
        let change = ProductUpdate::from(&read);
        products.update_product(7, change).await.unwrap();
        assert_eq!(sent(&platform.only_request()), field);

        // v2 too, whose dates have another form.
        let order: Order = serde_json::from_value(json!({"date_created": written})).unwrap();
        let change = OrderUpdate::builder().date_created(order.date_created);
        let body = serde_json::to_value(change.build().unwrap()).unwrap();
        let expected = match written {
            Value::Null => json!({}),
            _ => json!({"date_created": written}),
        };
        assert_eq!(body, expected);
    }
}

/// The same time in whatever it may be given as.
fn same() -> [DateTime; 7] {
    let system = SystemTime::UNIX_EPOCH + Duration::from_secs(SECONDS.cast_unsigned());
    let order = json!({"date_created": "Wed, 10 Jan 2018 21:05:30 +0000"});
    let order: Order = serde_json::from_value(order).unwrap();
    let company = json!({"createdAt": SECONDS.to_string()});
    let company: bigcommerce::b2b::types::Company = serde_json::from_value(company).unwrap();
    [
        DateTime::from(system),
        DateTime::from_unix_seconds(SECONDS),
        time("2018-01-10T21:05:30Z"),
        time("Wed, 10 Jan 2018 21:05:30 +0000"),
        time("1515618330"),
        order.date_created.unwrap(),
        company.created_at.unwrap(),
    ]
}

#[tokio::test]
async fn a_field_is_written_as_its_api_wants_it() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, json!({"data": {}})));
    let (products, orders) = (platform.store.v3().products(), platform.store.v2().orders());
    for one in same() {
        let change = ProductUpdate::builder().preorder_release_date(one.clone());
        products.update_product(7, change).await.unwrap();
        let expected = json!({"preorder_release_date": "2018-01-10T21:05:30Z"});
        assert_eq!(sent(&platform.only_request()), expected, "{one:?}");

        let change = OrderUpdate::builder().date_created(&one);
        orders.update_order(5, change).await.unwrap();
        let expected = json!({"date_created": "Wed, 10 Jan 2018 21:05:30 +0000"});
        assert_eq!(sent(&platform.only_request()), expected, "{one:?}");
    }
    // What needs no `DateTime` to be made first.
    let system = SystemTime::UNIX_EPOCH + Duration::from_millis(1_515_618_330_903);
    for (change, expected) in [
        (
            ProductUpdate::builder().preorder_release_date(system),
            json!("2018-01-10T21:05:30.903Z"),
        ),
        (
            ProductUpdate::builder().preorder_release_date(Some(system)),
            json!("2018-01-10T21:05:30.903Z"),
        ),
        (
            ProductUpdate::builder().preorder_release_date(SECONDS),
            json!("2018-01-10T21:05:30Z"),
        ),
        (
            ProductUpdate::builder().preorder_release_date(Null),
            Value::Null,
        ),
    ] {
        products.update_product(7, change).await.unwrap();
        let expected = json!({"preorder_release_date": expected});
        assert_eq!(sent(&platform.only_request()), expected);
    }
    // An offset is kept where the form has one.
    let change = OrderUpdate::builder().date_created(time("2018-01-10T15:05:30-06:00"));
    orders.update_order(5, change).await.unwrap();
    let expected = json!({"date_created": "Wed, 10 Jan 2018 15:05:30 -0600"});
    assert_eq!(sent(&platform.only_request()), expected);
}

#[tokio::test]
async fn a_filter_is_written_as_its_parameter_wants_it() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, "[]"));
    let (products, orders) = (platform.store.v3().products(), platform.store.v2().orders());
    for since in same() {
        let list = products.get_products().date_modified_min(since.clone());
        list.await.unwrap();
        let value = parameter(&platform, "date_modified:min");
        assert_eq!(value, "2018-01-10T21:05:30Z", "{since:?}");
        products.get_products().date_modified(&since).await.unwrap();
        assert_eq!(parameter(&platform, "date_modified"), "2018-01-10");
        orders.get_orders().min_date_modified(&since).await.unwrap();
        let value = parameter(&platform, "min_date_modified");
        assert_eq!(value, "2018-01-10T21:05:30Z");
    }
    platform.respond_with(Response::json(200, json!({"code": 200, "data": []})));
    let (companies, users) = (
        platform.store.b2b().companies(),
        platform.store.b2b().users(),
    );
    for since in same() {
        let list = companies.get_companies().min_modified(&since);
        list.await.unwrap();
        assert_eq!(parameter(&platform, "minModified"), "1515618330");
        users.get_users().min_modified(since).await.unwrap();
        assert_eq!(parameter(&platform, "minModified"), "1515618330");
    }
}

#[tokio::test]
async fn text_goes_out_as_it_is_given() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, json!({"data": {}})));
    let products = platform.store.v3().products();
    for text in ["2018-01-10", "next Monday", "1515618330"] {
        let change = ProductUpdate::builder().preorder_release_date(text);
        products.update_product(7, change).await.unwrap();
        let expected = json!({"preorder_release_date": text});
        assert_eq!(sent(&platform.only_request()), expected);
        platform.respond_with(Response::json(200, json!({"data": []})));
        let list = products.get_products().date_modified_min(text.to_owned());
        list.await.unwrap();
        let value = parameter(&platform, "date_modified:min");
        assert_eq!(value, text.replace(' ', "%20"));
    }
}

#[tokio::test]
async fn what_cant_be_written_is_an_error_that_says_what_to_do() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    // It was received elsewhere, and is not a time.
    let order: Order =
        serde_json::from_value(json!({"date_created": "0000-00-00 00:00:00"})).unwrap();
    let never = order.date_created.unwrap();
    let said = "`0000-00-00 00:00:00` can't be written as this field takes it, a date and time in ISO 8601: give it \
                another time, or text in that form, which goes out as it is";

    let change = ProductUpdate::builder().preorder_release_date(never.clone());
    let error = change.clone().build().unwrap_err();
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(source.to_string(), said);
    for error in [
        products.update_product(7, change).await.unwrap_err(),
        products
            .get_products()
            .date_modified_min(&never)
            .await
            .map(drop)
            .unwrap_err(),
    ] {
        assert!(matches!(error, Error::Request(_)), "{error:?}");
        assert!(error.to_string().contains(said), "{error}");
    }
    // Text that should be a number, in a filter that counts seconds.
    let companies = platform.store.b2b().companies();
    let error = companies.get_companies().min_modified("yesterday").await;
    let error = error.map(drop).unwrap_err().to_string();
    let said = "`yesterday` can't be written as this field takes it, Unix seconds: ";
    assert!(error.contains(said), "{error}");
    // No calendar has it, and nothing panics.
    let far = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
    OrderUpdate::builder()
        .date_created(far)
        .build()
        .unwrap_err();
    assert!(platform.server.take().is_empty());
}

#[tokio::test]
async fn times_of_all_apis_compare() {
    let platform = Platform::start().await;
    let body = json!({"data": [
        {"id": 1, "date_created": "2018-01-10T21:05:31Z"}, {"id": 2, "date_created": "Wed, 10 Jan 2018 21:05:29 +0000"},
        {"id": 3, "date_created": SECONDS}, {"id": 4, "date_created": "2018-01-10"}]});
    platform.respond_with(Response::json(200, body));
    let products = platform
        .store
        .v3()
        .products()
        .get_products()
        .send()
        .await
        .unwrap();
    let mut products: Vec<_> = products.into_inner().into_iter().collect();
    products.sort_by(|one, other| one.date_created.partial_cmp(&other.date_created).unwrap());
    let ids: Vec<_> = products.iter().map(|product| product.id).collect();
    assert_eq!(ids, [4, 2, 3, 1]);
    for one in same() {
        assert!(same().iter().all(|other| *other == one), "{one:?}");
        assert!(one > time("2018-01-10") && one < time("Thu, 11 Jan 2018 00:00:00 +0000"));
        assert_eq!(one.date(), Some((2018, 1, 10)));
    }
    let never = DateTime::from("never");
    assert_eq!(never.partial_cmp(&time("2018-01-10")), None);
}

#[test]
fn a_body_read_again_is_written_the_same() {
    let body = json!({"products": [{"name": "Mug", "quantity": 1, "price_inc_tax": 1, "price_ex_tax": 1}],
        "billing_address": {"first_name": "Ana"}, "date_created": "yesterday"});
    let order: NewOrder = serde_json::from_value(body.clone()).unwrap();
    assert_eq!(
        serde_json::to_value(order).unwrap()["date_created"],
        body["date_created"]
    );
}

#[cfg(feature = "v2-marketing")]
#[tokio::test]
async fn a_gift_certificate_is_read_in_seconds_and_written_in_rfc_2822() {
    use bigcommerce::v2::types::GiftCertificateUpdate;
    let platform = Platform::start().await;
    let certificates = platform.store.v2().marketing();
    let certificate = json!({"id": 3, "amount": "10.0000", "to_name": "Ana", "to_email": "ana@example.com",
        "from_name": "Ben", "from_email": "ben@example.com", "purchase_date": 0, "expiry_date": "1672670738"});
    platform.respond_with(Response::json(200, certificate));
    let read = certificates
        .get_gift_certificate(3)
        .send()
        .await
        .unwrap()
        .into_inner();
    platform.server.take();
    let change = GiftCertificateUpdate::from(&read);
    let changed = certificates.update_gift_certificate(3, change).await;
    changed.unwrap();
    let body = sent(&platform.only_request());
    let expiry = "Mon, 02 Jan 2023 14:45:38 +0000";
    assert_eq!(body["expiry_date"], expiry);
    let purchase = "Thu, 01 Jan 1970 00:00:00 +0000";
    assert_eq!(body["purchase_date"], purchase);
}

#[cfg(feature = "b2b-quotes")]
#[tokio::test]
async fn a_quote_expires_on_a_day_with_the_month_first() {
    use bigcommerce::b2b::types::{Quote, QuoteUpdate};
    let quote: Quote = serde_json::from_value(json!({"expiredAt": SECONDS})).unwrap();
    let read = QuoteUpdate::builder().expired_at(quote.expired_at);
    let parsed = QuoteUpdate::builder().expired_at(time("2018-01-10T21:05:30Z"));
    for change in [read, parsed] {
        let change = serde_json::to_value(change).unwrap();
        assert_eq!(change["expiredAt"], "01/10/2018");
    }
}

#[cfg(feature = "v3-storefront-tokens")]
#[tokio::test]
async fn a_token_expires_at_a_number_of_seconds() {
    use bigcommerce::v3::types::NewStorefrontToken;
    let token = |expires: DateTime| {
        let token = NewStorefrontToken::builder()
            .allowed_cors_origins(["https://store.example"])
            .channel_id(1)
            .expires_at(expires);
        serde_json::to_value(token.build().unwrap()).unwrap()
    };
    for one in same().into_iter().chain([DateTime::from("1515618330")]) {
        assert_eq!(token(one)["expires_at"], SECONDS);
    }
}

#[cfg(feature = "jiff")]
#[tokio::test]
async fn jiff_goes_in_and_comes_out() {
    use jiff::{Timestamp, ZonedDateTime, civil::Date};
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, json!({"data": []})));
    let products = platform.store.v3().products();
    let since = Timestamp::from_second(SECONDS).unwrap();
    let list = products.get_products().date_modified_min(since);
    list.await.unwrap();
    let value = parameter(&platform, "date_modified:min");
    assert_eq!(value, "2018-01-10T21:05:30Z");
    let day = Date::new(2018, 1, 10).unwrap();
    products.get_products().date_modified(day).await.unwrap();
    assert_eq!(parameter(&platform, "date_modified"), "2018-01-10");
    for one in same() {
        assert_eq!(Timestamp::try_from(&one).unwrap(), since);
        assert_eq!(ZonedDateTime::try_from(&one).unwrap().timestamp(), since);
        assert_eq!(Date::try_from(one).unwrap(), day);
    }
}

#[cfg(feature = "chrono")]
#[tokio::test]
async fn chrono_goes_in_and_comes_out() {
    use chrono::{DateTime as ChronoDateTime, FixedOffset, NaiveDate, Utc};
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, "[]"));
    let orders = platform.store.v2().orders();
    let since: ChronoDateTime<Utc> = ChronoDateTime::from_timestamp(SECONDS, 0).unwrap();
    orders.get_orders().min_date_modified(since).await.unwrap();
    let value = parameter(&platform, "min_date_modified");
    assert_eq!(value, "2018-01-10T21:05:30Z");
    let change = OrderUpdate::builder().date_created(since.fixed_offset());
    let change = serde_json::to_value(change).unwrap();
    assert_eq!(change["date_created"], "Wed, 10 Jan 2018 21:05:30 +0000");
    for one in same() {
        assert_eq!(ChronoDateTime::<Utc>::try_from(&one).unwrap(), since);
        assert_eq!(
            ChronoDateTime::<FixedOffset>::try_from(&one).unwrap(),
            since
        );
        let day = NaiveDate::try_from(one).unwrap();
        assert_eq!(day, since.date_naive());
    }
}

#[cfg(feature = "time")]
#[tokio::test]
async fn time_goes_in_and_comes_out() {
    use time::{Date, OffsetDateTime, UtcDateTime};
    let platform = Platform::start().await;
    platform.respond_with(Response::json(200, json!({"code": 200, "data": []})));
    let companies = platform.store.b2b().companies();
    let since = OffsetDateTime::from_unix_timestamp(SECONDS).unwrap();
    let list = companies.get_companies().min_modified(since);
    list.await.unwrap();
    assert_eq!(parameter(&platform, "minModified"), "1515618330");
    for one in same() {
        assert_eq!(OffsetDateTime::try_from(&one).unwrap(), since);
        assert_eq!(UtcDateTime::try_from(&one).unwrap(), since);
        assert_eq!(Date::try_from(one).unwrap(), since.date());
    }
}

//! Bodies as published recordings of real servers have them, one of each kind.

use bigcommerce::{b2b::types::CompanyStatus, v3::types::NewProduct};
use serde_json::json;

use crate::{
    platform::{Platform, encoded},
    reading::reported,
};
use testkit::server::Response;

#[tokio::test]
async fn a_company_is_read_as_the_platform_sends_it() {
    let platform = Platform::start().await;
    let body = json!({"code": 200, "data": [{
        "companyId": 12, "companyName": "South Works", "companyStatus": 2, "createdAt": 1_771_000_000, "updatedAt": "1771000001",
        "priceListAssign": [], "bcGroupId": 4, "catalogId": null, "parentCompany": {"id": null, "name": ""}}],
        "meta": {"pagination": {"totalCount": "1", "offset": 0, "limit": 10}, "message": "SUCCESS"}});
    platform.respond_with(Response::json(200, body));
    let companies = platform
        .store
        .b2b()
        .companies()
        .get_companies()
        .send()
        .await
        .unwrap();
    assert_eq!(reported(&companies), [""; 0]);
    let company = &companies[0];
    assert_eq!(company.company_name.as_deref(), Some("South Works"));
    assert_eq!(company.company_status, Some(CompanyStatus::Rejected));
    let created = company.created_at.as_ref().unwrap();
    assert_eq!(created.unix_seconds(), Some(1_771_000_000));
}

#[cfg(feature = "v2-marketing")]
#[tokio::test]
async fn a_coupon_is_read_as_php_writes_it() {
    let platform = Platform::start().await;
    let coupon = json!({"id": 5, "name": "Autumn", "type": "per_item_discount", "amount": "2.5000", "expires": "",
        "applies_to": {"entity": "products", "ids": ["7"]}, "restricted_to": [], "shipping_methods": null, "enabled": 1,
        "date_created": "Fri, 19 Jun 2026 08:00:01 +0000"});
    platform.respond_with(Response::json(200, json!([coupon])));
    let coupons = platform
        .store
        .v2()
        .marketing()
        .get_coupons()
        .send()
        .await
        .unwrap();
    assert_eq!(reported(&coupons), [""; 0]);
    assert_eq!(coupons[0].applies_to.as_ref().unwrap().ids, Some(vec![7]));
    assert_eq!(coupons[0].enabled, Some(true));
    assert!(
        coupons[0]
            .restricted_to
            .as_ref()
            .unwrap()
            .countries
            .is_none()
    );
    platform.respond_with(Response::json(
        200,
        json!([{"id": 5, "restricted_to": ["FR"]}]),
    ));
    let coupons = platform
        .store
        .v2()
        .marketing()
        .get_coupons()
        .send()
        .await
        .unwrap();
    assert_eq!(
        reported(&coupons),
        ["`[0].restricted_to` is a list where an object is due"]
    );
    assert_eq!(encoded(coupons), json!([{"id": 5}]));
}

/// In no document, but on real servers.
#[cfg(feature = "v2-marketing")]
#[tokio::test]
async fn one_coupon_is_read_by_its_id() {
    let platform = Platform::start().await;
    platform.respond_with(Response::json(
        200,
        json!({"id": "5", "code": "AUTUMN", "restricted_to": [], "num_uses": 3}),
    ));
    let marketing = platform.store.v2().marketing();
    let coupon = marketing.get_coupon(5).send().await.unwrap();
    assert_eq!((coupon.id, coupon.num_uses), (5, Some(3)));
    assert_eq!(reported(&coupon), [""; 0]);
    let sent = platform.server.take().remove(0);
    assert_eq!(
        (&*sent.method, sent.path()),
        ("GET", "/stores/abc123/v2/coupons/5")
    );
}

#[tokio::test]
async fn a_product_is_read_as_php_writes_it() {
    let platform = Platform::start().await;
    let products = platform.store.v3().products();
    let option = json!({"id": 2, "display_name": "Size", "type": "radio_buttons", "config": []});
    let product = json!({"id": 9, "name": "Cup", "categories": [4, "5"], "price": "3.50", "options": [option]});
    platform.respond_with(Response::json(200, json!({"data": [product], "meta": {}})));
    let read = products.get_products().send().await.unwrap();
    assert_eq!(reported(&read), [""; 0]);
    let read = &read[0];
    assert_eq!(read.categories, Some(vec![4, 5]));
    assert!(read.options.as_ref().unwrap()[0].config.is_some());
    // What was created is told apart from what can't be read of it.
    let created = json!({"data": {"id": 9, "name": ["Cup"], "width": 4}, "meta": {}});
    platform.respond_with(Response::json(200, created));
    let cup = NewProduct::builder().name("Cup").price(3.5);
    let cup = cup.weight(1).type_("physical");
    let created = products.create_product(cup).send().await.unwrap();
    assert_eq!(
        reported(&created),
        ["`data.name` is a list where text is due"]
    );
    assert_eq!(encoded(created), json!({"id": 9, "width": 4}));
}

#[cfg(feature = "v2-store-content")]
#[tokio::test]
#[expect(deprecated, reason = "BigCommerce still serves it, in this way")]
async fn a_redirect_that_isnt_as_documented_takes_no_other_with_it() {
    let platform = Platform::start().await;
    let redirects = json!([
        {"id": 3, "path": "/a", "forward": {"type": "category", "ref": "12"}, "url": "/b"},
        {"id": "4", "path": "/c", "forward": {"type": "manual", "ref": ["https://example.com"]}, "url": "/d"},
    ]);
    platform.respond_with(Response::json(200, redirects));
    let redirects = platform
        .store
        .v2()
        .store_content()
        .get_redirects()
        .send()
        .await
        .unwrap();
    assert_eq!(
        redirects
            .iter()
            .map(|redirect| redirect.id)
            .collect::<Vec<_>>(),
        [3, 4]
    );
    assert!(
        redirects
            .mismatches()
            .iter()
            .all(|mismatch| mismatch.path == "[1].forward.ref")
    );
}

#[cfg(feature = "v3-abandoned-cart-emails")]
#[tokio::test]
async fn settings_and_templates_are_found_in_an_envelope_and_without() {
    let platform = Platform::start().await;
    let emails = platform.store.v3().abandoned_cart_emails();
    for body in [
        json!({"use_global": true}),
        json!({"data": {"use_global": 1}, "meta": {}}),
    ] {
        platform.respond_with(Response::json(200, body));
        let settings = emails
            .get_abandoned_cart_email_settings(1)
            .send()
            .await
            .unwrap();
        assert_eq!(
            (settings.use_global, reported(&settings).len()),
            (Some(true), 0)
        );
    }
    for (body, expected) in [
        (
            json!({"data": {"id": 4, "is_active": false, "notify_at_minutes": 120, "subject": "You left", "body": "Hi"}, "meta": {}}),
            ((4, Some(false)), true),
        ),
        (
            json!({"subject": "You left", "body": "Hi"}),
            ((0, None), false),
        ),
    ] {
        platform.respond_with(Response::json(200, body));
        let template = emails
            .get_default_abandoned_cart_email()
            .send()
            .await
            .unwrap();
        assert_eq!(template.subject.as_deref(), Some("You left"));
        let known = (template.id, template.is_active);
        assert_eq!((known, template.notify_at_minutes.is_some()), expected);
        assert_eq!(
            (template.body.as_deref(), reported(&template).len()),
            (Some("Hi"), 0)
        );
    }
}

#[cfg(feature = "b2b-orders")]
#[tokio::test]
async fn an_order_of_b2b_edition_is_read_as_the_platform_sends_it() {
    let platform = Platform::start().await;
    let body = json!({"code": 200, "data": [{"id": 6, "bcOrderId": "318", "totalIncTax": "12.30",
        "money": {"currencyToken": "€", "decimalPlaces": "2"}, "extraInfo": {}, "extraFields": [], "isArchived": 0, "isInvoiceOrder": "1", "cartId": null,
        "createdAt": "1739000000"}], "meta": {"pagination": {"totalCount": 1, "offset": 0, "limit": 10}, "message": "SUCCESS"}});
    platform.respond_with(Response::json(200, body));
    let orders = platform
        .store
        .b2b()
        .orders()
        .get_orders()
        .send()
        .await
        .unwrap();
    assert_eq!(reported(&orders), [""; 0]);
    let order = encoded(orders)[0].take();
    assert_eq!(
        (
            &order["bcOrderId"],
            &order["isArchived"],
            &order["isInvoiceOrder"]
        ),
        (&json!(318), &json!(false), &json!(1))
    );
    assert_eq!(
        order["money"],
        json!([{"currencyToken": "€", "decimalPlaces": 2}])
    );
}

#[cfg(feature = "b2b-invoices")]
#[tokio::test]
async fn an_invoices_amounts_come_digit_for_digit() {
    let platform = Platform::start().await;
    let lines = json!([{"amount": {"code": "EUR", "value": "AMOUNT"}, "description": "Subtotal"},
        {"amount": {"code": "EUR", "value": "4.10"}, "description": "Tax"}]);
    let body = json!({"code": 200, "data": [{"id": 3, "customerId": 17, "orderNumber": 220,
        "details": {"header": {"costLines": lines}}}], "meta": {"message": "SUCCESS"}});
    platform.respond_with(Response::json(
        200,
        body.to_string().replace("\"AMOUNT\"", "20.50"),
    ));
    let invoices = platform
        .store
        .b2b()
        .invoices()
        .get_invoices()
        .send()
        .await
        .unwrap();
    assert_eq!(reported(&invoices), [""; 0]);
    let header = invoices[0]
        .details
        .as_ref()
        .and_then(|it| it.header.as_ref());
    let lines = header.and_then(|it| it.cost_lines.as_ref()).unwrap();
    let amount = |line: usize| {
        let money = lines[line].amount.as_ref().unwrap();
        money.value.as_ref().map(ToString::to_string)
    };
    assert_eq!(
        (amount(0).as_deref(), amount(1).as_deref()),
        (Some("20.50"), Some("4.10"))
    );
}

//! What is created has what the platform adds to it.

#[cfg(feature = "full")]
use bigcommerce::b2b::types::NewCompany;
use bigcommerce::{
    Error,
    v2::types::{NewOrder, OrderAddress, OrderProduct},
    v3::types::NewProduct,
};
use bigcommerce_mock::MockStore;

use crate::plain;

#[tokio::test]
async fn a_product_has_its_base_variant() -> Result<(), Error> {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let bowl = NewProduct::builder()
        .name("Bowl")
        .type_("physical")
        .weight(1)
        .price(20)
        .sku("BOWL-1");
    let bowl = store.v3().products().create_product(bowl).await?;

    let bowl = store
        .v3()
        .products()
        .get_product(bowl.id)
        .include(["variants"])
        .await?;
    let variants = bowl.variants.unwrap_or_default();
    assert_eq!(variants.len(), 1);
    assert_eq!(variants[0].sku.as_deref(), Some("BOWL-1"));
    Ok(())
}

#[tokio::test]
async fn an_order_has_its_totals_and_ships_to_the_billing_address() -> Result<(), Error> {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let address = OrderAddress::builder()
        .first_name("Ada")
        .last_name("Potter")
        .street_1("1 Clay Lane")
        .city("Leeds")
        .state("Yorkshire")
        .zip("LS1 1AA")
        .country("United Kingdom")
        .email("ada@kiln.example");
    let listed = OrderProduct::builder().product_id(101).quantity(2);
    let priced = OrderProduct::builder()
        .name("Engraving")
        .quantity(1)
        .price_ex_tax("5.10")
        .price_inc_tax("6.12");
    let order = NewOrder::builder()
        .billing_address(address)
        .products([listed, priced]);
    let order = store.v2().orders().create_order(order).await?;

    // Twice 12.50, and the engraving.
    assert_eq!(order.total_ex_tax, Some("30.10".parse().unwrap()));
    assert_eq!(order.total_inc_tax, Some("31.12".parse().unwrap()));
    assert_eq!(order.status_id, Some(1));
    let addresses = store
        .v2()
        .orders()
        .get_order_shipping_addresses(order.id)
        .await?;
    assert_eq!(addresses.len(), 1);
    assert_eq!(addresses[0].city.as_deref(), Some("Leeds"));
    assert!(mock.violations().is_empty(), "{:?}", mock.violations());
    Ok(())
}

#[cfg(feature = "full")]
#[tokio::test]
async fn a_company_has_its_customer_group_its_administrator_and_its_address() -> Result<(), Error> {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let company = NewCompany::builder()
        .company_name("Kiln Ltd")
        .company_phone("0113 496 0000")
        .company_email("office@kiln.example")
        .address_line1("1 Clay Lane")
        .city("Leeds")
        .country("United Kingdom")
        .admin_first_name("Ada")
        .admin_last_name("Potter")
        .admin_email("ada@kiln.example");
    let id = store
        .b2b()
        .companies()
        .create_company(company)
        .await?
        .company_id;

    let users = store.b2b().users().get_users().company_id(id).await?;
    assert_eq!(users.len(), 1);
    let groups = plain::call(&mock, "GET", &plain::v2(&mock, "/customer_groups"), None)
        .await
        .1;
    let named = |name: &str| {
        groups
            .as_array()
            .unwrap()
            .iter()
            .any(|group| group["name"] == name)
    };
    assert!(named("Kiln Ltd"), "{groups}");
    let addresses = format!("/addresses?companyId={id}");
    let addresses = plain::call(&mock, "GET", &plain::b2b(&mock, &addresses), None)
        .await
        .1;
    assert_eq!(
        addresses["data"][0]["addressLine1"], "1 Clay Lane",
        "{addresses}"
    );
    Ok(())
}

#[tokio::test]
async fn dates_are_written_as_the_platform_writes_them() -> Result<(), Error> {
    let mock = MockStore::start().unwrap();
    let order = plain::call(&mock, "GET", &plain::v2(&mock, "/orders/1001"), None)
        .await
        .1;
    let created = order["date_created"].as_str().unwrap();
    assert!(
        created.contains(", ") && created.ends_with(" +0000"),
        "{created}"
    );
    let product = plain::call(
        &mock,
        "GET",
        &plain::v3(&mock, "/catalog/products/101"),
        None,
    )
    .await
    .1;
    assert!(
        product["data"]["date_created"]
            .as_str()
            .unwrap()
            .contains('T')
    );

    // Whatever the notation, the client reads it.
    let order = mock.store().v2().orders().get_order(1001).await?;
    assert_eq!(order.date_created.unwrap().date(), Some((2026, 3, 2)));
    Ok(())
}

#[tokio::test]
async fn every_list_below_an_order_ends() -> Result<(), Error> {
    let mock = MockStore::start().unwrap();
    let store = mock.store();
    let orders = store.v2().orders();
    orders.get_order_products(1001).items().all().await?;
    orders.get_order_coupons(1001).items().all().await?;
    orders.get_order_taxes(1001).items().all().await?;
    orders.get_order_messages(1001).items().all().await?;
    orders.get_order_shipments(1001).items().all().await?;
    orders
        .get_order_shipping_addresses(1001)
        .items()
        .all()
        .await?;
    Ok(())
}

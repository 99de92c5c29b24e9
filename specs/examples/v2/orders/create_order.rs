use bigcommerce::v2::types::{NewOrder, OrderAddress, OrderProduct};

let address = OrderAddress::builder()
    .first_name("Ada")
    .last_name("Potter")
    .street_1("1 Clay Lane")
    .city("Leeds")
    .state("Yorkshire")
    .zip("LS1 1AA")
    .country("United Kingdom")
    .email("ada@kiln.example");
let mugs = OrderProduct::builder().product_id(77).quantity(2);
let order = NewOrder::builder()
    .billing_address(address)
    .products([mugs])
    .status_id(11);
let order = store.v2().orders().create_order(order).await?;
println!("order {}", order.id);

for transaction in store.v3().orders().get_order_transactions(120).await? {
    println!(
        "{:?} {:?} {:?}",
        transaction.event, transaction.amount, transaction.currency
    );
}

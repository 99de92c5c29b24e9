use bigcommerce::v2::types::NewGiftCertificate;

let certificate = NewGiftCertificate::builder()
    .from_name("Ada")
    .from_email("ada@kiln.example")
    .to_name("Ben")
    .to_email("ben@kiln.example")
    .amount(25);
store
    .v2()
    .marketing()
    .create_gift_certificate(certificate)
    .await?;

use bigcommerce::v3::types::NewWidget;

let widget = NewWidget::builder()
    .name("Opening hours")
    .widget_template_uuid("the template's UUID");
store.v3().widgets().create_widget(widget).await?;

//! A server of PostgreSQL's, as a store reaches it.

use store::PostgresSettings;
use testkit::postgres::{PORT, Server};

/// How it is reached.
pub(crate) fn settings(server: &Server) -> PostgresSettings {
    PostgresSettings {
        host: server.folder().to_str().unwrap().to_owned(),
        port: PORT,
        database: "postgres".to_owned(),
        ..PostgresSettings::default()
    }
}

/// Has SQL done by a stranger.
pub(crate) async fn say(settings: &PostgresSettings, sql: &str) -> Vec<String> {
    let mut config = tokio_postgres::Config::new();
    config
        .host(&settings.host)
        .port(settings.port)
        .user(&settings.user)
        .dbname(&settings.database);
    let (client, connection) = config.connect(tokio_postgres::NoTls).await.unwrap();
    let driven = tokio::spawn(connection);
    let told = client.simple_query(sql).await.unwrap();
    drop(client);
    driven.await.unwrap().unwrap();
    let rows = told.into_iter().filter_map(|message| match message {
        tokio_postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    });
    rows.collect()
}

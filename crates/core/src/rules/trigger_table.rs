//! What KEDA demands of the fields of its triggers together, one line a demand; the fields themselves stand in the
//! prelude (<https://keda.sh/docs/2.20/scalers/>, the page of each trigger).

/// A demand.
#[derive(Clone, Copy, Debug)]
pub enum Demand {
    /// One of these, and not two.
    One(&'static [&'static str]),
    /// At least one of these.
    Some(&'static [&'static str]),
    /// Not two of these.
    Apart(&'static [&'static str]),
    /// With the first, all of the others.
    With(&'static str, &'static [&'static str]),
    /// Where the field has one of these values, all of the others.
    Where(&'static str, &'static [&'static str], &'static [&'static str]),
    /// Where the field has the value, the other has none of these; without values, it is not there.
    Never((&'static str, &'static str), &'static str, &'static [&'static str]),
}

use Demand::{Apart, Never, One, Some, Where, With};

/// The demands on a trigger.
pub fn demands(trigger: &str) -> impl Iterator<Item = &'static Demand> {
    let rows = TABLE.iter().filter(move |(triggers, _)| triggers.contains(&trigger));
    rows.flat_map(|(_, demands)| *demands)
}

/// A client's certificate has a key.
const CERTIFICATE: &[Demand] =
    &[With("cert", &["key"]), With("key", &["cert"]), With("key-password", &["key"])];

/// A login by a name.
const LOGIN: &[Demand] = &[Some(&["username"]), Some(&["password"])];

/// An identity of AWS, or a pair of keys.
const AWS: &[Demand] = &[
    One(&["identity", "aws-access-key-id"]),
    With("aws-access-key-id", &["aws-secret-access-key"]),
    With("aws-secret-access-key", &["aws-access-key-id"]),
    With("aws-session-token", &["aws-access-key-id"]),
];

/// The modes of a login by HTTP.
const HTTP: &[Demand] = &[
    Where("auth-modes", &["basic"], &["username"]),
    Where("auth-modes", &["bearer"], &["bearer-token"]),
    Where("auth-modes", &["tls"], &["cert", "key"]),
    Where("auth-modes", &["custom"], &["custom-auth-header", "custom-auth-value"]),
    With("username", &["auth-modes"]),
    With("bearer-token", &["auth-modes"]),
    With("custom-auth-value", &["auth-modes"]),
];

/// A storage account, by its connection or by an identity.
const STORAGE: &[Demand] = &[
    One(&["connection", "account-name"]),
    With("account-name", &["identity"]),
    Where("cloud", &["Private"], &["endpoint-suffix"]),
];

/// A Redis server, by address or by host.
const REDIS: &[Demand] = &[One(&["address", "host"]), With("host", &["port"])];

/// Several Redis servers.
const REDIS_MANY: &[Demand] = &[One(&["addresses", "hosts"]), With("hosts", &["ports"])];

/// What of a Redis stream counts.
const REDIS_STREAM: &[Demand] = &[
    One(&["pending-entries-count", "stream-length", "lag-count"]),
    With("pending-entries-count", &["consumer-group"]),
    With("lag-count", &["consumer-group"]),
    With("activation-lag-count", &["lag-count"]),
];

/// Both clients of Kafka.
const KAFKA: &[Demand] = &[
    Some(&["bootstrap-servers"]),
    Apart(&["allow-idle-consumers", "limit-to-partitions-with-lag"]),
    With("partition-limitation", &["topic"]),
    With("limit-to-partitions-with-lag", &["topic"]),
    Where("sasl", &["plaintext", "scram_sha256", "scram_sha512"], &["username", "password"]),
];

/// What of RabbitMQ only its HTTP API knows.
const RABBIT_RATES: &[&str] =
    &["MessageRate", "DeliverGetRate", "PublishedToDeliveredRatio", "ExpectedQueueConsumptionTime"];

/// An account of OpenStack.
const OPENSTACK: &[Demand] = &[
    Some(&["auth-url"]),
    One(&["user-id", "app-credential-id"]),
    With("user-id", &["password", "project-id"]),
    With("app-credential-id", &["app-credential-secret"]),
];

/// An application of Azure with its password, or an identity.
const AZURE_APPLICATION: &[Demand] = &[
    One(&["active-directory-client-id", "identity"]),
    With("active-directory-client-id", &["active-directory-client-password"]),
    With("active-directory-client-password", &["active-directory-client-id"]),
];

/// The same by other names.
const AZURE_CLIENT: &[Demand] =
    &[One(&["client-id", "identity"]), With("client-id", &["client-secret", "tenant-id"])];

/// A search of Elasticsearch or OpenSearch.
const SEARCH: &[Demand] = &[
    Some(&["index"]),
    One(&["query", "search-template-name"]),
    With("parameters", &["search-template-name"]),
];

/// Elasticsearch, by addresses or in its cloud.
const ELASTIC: &[Demand] = &[
    One(&["addresses", "cloud-id"]),
    With("cloud-id", &["api-key"]),
    With("username", &["password"]),
    With("password", &["username"]),
];

const TABLE: &[(&[&str], &[Demand])] = &[
    (&["activemq", "artemis-queue", "ibmmq", "solace-direct-messaging", "solace-event-queue", "solr"], LOGIN),
    (
        &["apache-kafka", "artemis-queue", "cassandra", "clickhouse", "etcd", "ibmmq", "kafka", "mongodb"],
        CERTIFICATE,
    ),
    (&["loki", "metrics-api", "predictkube", "prometheus", "pulsar", "rabbitmq", "temporal"], CERTIFICATE),
    (
        &[
            "redis",
            "redis-cluster",
            "redis-sentinel",
            "redis-streams",
            "redis-cluster-streams",
            "redis-sentinel-streams",
        ],
        CERTIFICATE,
    ),
    (&["aws-cloudwatch", "aws-dynamodb", "aws-dynamodb-streams", "aws-kinesis-stream", "aws-sqs-queue"], AWS),
    (&["arangodb", "loki", "predictkube", "prometheus", "pulsar"], HTTP),
    (&["azure-blob", "azure-queue"], STORAGE),
    (&["apache-kafka", "kafka"], KAFKA),
    (&["azure-app-insights", "azure-monitor"], AZURE_APPLICATION),
    (&["azure-data-explorer", "azure-log-analytics"], AZURE_CLIENT),
    (&["elasticsearch", "opensearch"], SEARCH),
    (&["elastic-forecast", "elasticsearch"], ELASTIC),
    (&["openstack-metric", "openstack-swift"], OPENSTACK),
    (&["redis", "redis-streams"], REDIS),
    (&["redis-cluster", "redis-sentinel", "redis-cluster-streams", "redis-sentinel-streams"], REDIS_MANY),
    (&["redis-streams", "redis-cluster-streams", "redis-sentinel-streams"], REDIS_STREAM),
    (&["redis-sentinel", "redis-sentinel-streams"], &[Some(&["sentinel-master"])]),
    (
        &["gcp-cloudtasks", "gcp-pubsub", "gcp-spanner", "gcp-stackdriver", "gcp-storage"],
        &[One(&["credentials", "identity"])],
    ),
    (
        &["activemq"],
        &[
            One(&["management-endpoint", "rest-api-template"]),
            With("management-endpoint", &["destination-name", "broker-name"]),
        ],
    ),
    (&["apache-kafka"], &[Where("sasl", &["aws_msk_iam"], &["aws-region", "identity"])]),
    (
        &["artemis-queue"],
        &[
            One(&["management-endpoint", "rest-api-template"]),
            With("management-endpoint", &["queue-name", "broker-name", "broker-address"]),
        ],
    ),
    (
        &["aws-cloudwatch"],
        &[
            One(&["expression", "namespace"]),
            With("namespace", &["metric-name"]),
            With("dimension-name", &["dimension-value"]),
            With("dimension-value", &["dimension-name"]),
        ],
    ),
    (&["azure-app-insights"], &[Where("cloud", &["Private"], &["app-insights-resource-url"])]),
    (&["azure-blob"], &[Apart(&["glob-pattern", "blob-prefix"]), Apart(&["glob-pattern", "blob-delimiter"])]),
    (&["azure-data-explorer"], &[Where("cloud", &["Private"], &["active-directory-endpoint"])]),
    (
        &["azure-eventhub"],
        &[
            One(&["connection", "event-hub-namespace"]),
            With("event-hub-namespace", &["event-hub-name", "identity"]),
            One(&["storage-connection", "storage-account-name"]),
            With("storage-account-name", &["identity"]),
            Where("checkpoint-strategy", &["blobMetadata", "goSdk", "dapr"], &["blob-container"]),
            Where("cloud", &["Private"], &["endpoint-suffix", "event-hub-resource-url"]),
        ],
    ),
    (
        &["azure-log-analytics"],
        &[Where("cloud", &["private"], &["log-analytics-resource-url", "active-directory-endpoint"])],
    ),
    (
        &["azure-monitor"],
        &[Where("cloud", &["Private"], &["azure-resource-manager-endpoint", "active-directory-endpoint"])],
    ),
    (
        &["azure-pipelines"],
        &[
            One(&["pool-name", "pool-id"]),
            One(&["personal-access-token", "identity"]),
            Apart(&["parent", "demands"]),
        ],
    ),
    (
        &["azure-servicebus"],
        &[
            One(&["queue-name", "topic-name"]),
            With("topic-name", &["subscription-name"]),
            With("subscription-name", &["topic-name"]),
            One(&["connection", "namespace"]),
            With("namespace", &["identity"]),
            With("operation", &["use-regex"]),
            Where("cloud", &["Private"], &["endpoint-suffix"]),
        ],
    ),
    (&["cassandra"], &[Some(&["password"]), Where("tls", &["enable"], &["cert", "key"])]),
    (&["clickhouse"], &[One(&["connection-string", "host"]), With("host", &["port"])]),
    (
        &["couchdb"],
        &[
            One(&["connection-string", "host"]),
            With("host", &["port", "username", "password", "db-name"]),
            Some(&["query-value"]),
        ],
    ),
    (
        &["datadog"],
        &[
            One(&["query", "datadog-metric-name"]),
            With("query", &["query-value", "api-key", "app-key"]),
            With(
                "datadog-metric-name",
                &["datadog-metric-namespace", "use-cluster-agent-proxy", "target-value"],
            ),
            With("use-cluster-agent-proxy", &["datadog-namespace", "datadog-metrics-service"]),
            With("auth-mode", &["token"]),
            With("token", &["auth-mode"]),
        ],
    ),
    (
        &["dynatrace"],
        &[
            Some(&["token"]),
            One(&["metric-selector", "query"]),
            Apart(&["metric-selector", "query-timeout"]),
            Apart(&["query", "from"]),
        ],
    ),
    (&["etcd"], &[Some(&["endpoints"]), With("username", &["password"]), With("password", &["username"])]),
    (
        &["external", "external-push"],
        &[With("tls-client-cert", &["tls-client-key"]), With("tls-client-key", &["tls-client-cert"])],
    ),
    (
        &["forgejo-runner"],
        &[Some(&["token"]), Some(&["labels"]), One(&["global", "owner", "org"]), With("repo", &["owner"])],
    ),
    (&["gcp-pubsub"], &[One(&["subscription-name", "topic-name"])]),
    (
        &["github-runner"],
        &[
            One(&["personal-access-token", "app-key"]),
            With("app-key", &["application-id", "installation-id"]),
            With("application-id", &["app-key"]),
            With("installation-id", &["app-key"]),
        ],
    ),
    (&["graphite"], &[With("auth-mode", &["username", "password"]), With("password", &["auth-mode"])]),
    (
        &["huawei-cloudeye"],
        &[
            Some(&["identity-endpoint"]),
            Some(&["project-id"]),
            Some(&["domain-id"]),
            Some(&["domain"]),
            Some(&["region"]),
            Some(&["access-key"]),
            Some(&["secret-key"]),
        ],
    ),
    (&["ibmmq"], &[One(&["queue-name", "queue-names"])]),
    (
        &["influxdb"],
        &[
            Some(&["auth-token"]),
            Some(&["threshold-value"]),
            Where("influx-version", &["3"], &["database", "metric-key"]),
        ],
    ),
    (
        &["kafka"],
        &[
            Where("sasl", &["gssapi"], &["username", "realm", "kerberos-config"]),
            Where("sasl-token-provider", &["aws_msk_iam"], &["aws-region", "identity"]),
            Where("sasl-token-provider", &["bearer"], &["oauth-token-endpoint-uri"]),
            Apart(&["password", "keytab"]),
        ],
    ),
    (&["kubernetes-resource"], &[Where("format", &["json", "yaml"], &["value-location"])]),
    (
        &["metrics-api"],
        &[
            Some(&["target-value"]),
            Where("auth-mode", &["apiKey"], &["api-key"]),
            Where("auth-mode", &["basic"], &["username", "password"]),
            Where("auth-mode", &["bearer"], &["token"]),
            Where("auth-mode", &["tls"], &["cert", "key"]),
            With("api-key", &["auth-mode"]),
            With("username", &["auth-mode"]),
            With("token", &["auth-mode"]),
        ],
    ),
    (
        &["mongodb"],
        &[
            One(&["connection-string", "host"]),
            With("host", &["username", "password"]),
            Where("tls", &["enable"], &["cert", "key"]),
        ],
    ),
    (&["mssql"], &[One(&["connection-string", "host"])]),
    (
        &["mysql"],
        &[One(&["connection-string", "host"]), With("host", &["port", "username", "password", "db-name"])],
    ),
    (&["nats-jetstream"], &[Apart(&["account", "account-id"])]),
    (&["new-relic"], &[Some(&["query-key"])]),
    (&["nsq"], &[Some(&["nsq-lookupd-http-addresses"])]),
    (&["openstack-metric", "predictkube"], &[Some(&["threshold"])]),
    (
        &["opensearch"],
        &[
            With("username", &["password"]),
            With("password", &["username"]),
            With("client-cert", &["client-key"]),
        ],
    ),
    (&["postgresql"], &[One(&["connection", "host"]), With("host", &["user-name", "db-name"])]),
    (&["predictkube"], &[Some(&["api-key"])]),
    (&["prometheus"], &[With("aws-region", &["identity"])]),
    (&["pulsar"], &[Where("tls", &["enable"], &["cert", "key", "ca"])]),
    (
        &["rabbitmq"],
        &[
            With("page-size", &["use-regex"]),
            With("operation", &["use-regex"]),
            With("username", &["password"]),
            With("password", &["username"]),
            Where("tls", &["enable"], &["cert", "key"]),
            Never(("protocol", "amqp"), "mode", RABBIT_RATES),
            Never(("protocol", "amqp"), "use-regex", &[]),
            Never(("protocol", "amqp"), "exclude-unacknowledged", &[]),
        ],
    ),
    (&["selenium-grid"], &[With("access-token", &["auth-type"]), With("password", &["username"])]),
    (
        &["solace-direct-messaging"],
        &[Some(&[
            "aggregated-client-tx-msg-rate-target",
            "aggregated-client-tx-byte-rate-target",
            "aggregated-client-average-tx-msg-rate-target",
            "aggregated-client-average-tx-byte-rate-target",
        ])],
    ),
    (
        &["solace-event-queue"],
        &[Some(&["message-count-target", "message-spool-usage-target", "message-receive-rate-target"])],
    ),
    (&["solarwinds"], &[Some(&["api-token"])]),
    (&["splunk"], &[Some(&["username"]), One(&["password", "api-token"])]),
    (&["splunk-observability"], &[Some(&["access-token"]), Some(&["realm"])]),
    (
        &["sumologic"],
        &[
            Some(&["access-id"]),
            Some(&["access-key"]),
            One(&["query", "queries"]),
            With("queries", &["result-query-row-id"]),
            Where("query-type", &["metrics"], &["quantization"]),
            Where("query-type", &["logs"], &["result-field"]),
        ],
    ),
    (
        &["temporal"],
        &[
            Apart(&["api-key", "cert"]),
            With("worker-deployment-name", &["worker-deployment-build-id"]),
            With("worker-deployment-build-id", &["worker-deployment-name"]),
        ],
    ),
];

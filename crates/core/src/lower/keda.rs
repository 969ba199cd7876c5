//! How KEDA spells, places and writes the fields of triggers, where it is not what their names and types say. The fields
//! themselves stand in the prelude; a test holds both against KEDA's own description.

use smol_str::SmolStr;

/// How KEDA calls a field of a trigger, and whether its login holds it: what KEDA reads from nowhere else can't stand in
/// a trigger's metadata, secret or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// KEDA's name of it.
    pub name: SmolStr,
    /// Whether only a TriggerAuthentication can hold it.
    pub login: bool,
}

/// How KEDA writes a time.
#[derive(Copy, Clone, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// As Go does: `1h30m`.
    Go,
    /// In whole units of so many milliseconds.
    Units(u64),
    /// `hh:mm`
    HoursAndMinutes,
    /// `hh:mm:ss`
    Clock,
}

/// Whole seconds.
const SECONDS: TimeFormat = TimeFormat::Units(1000);
/// Whole minutes.
const MINUTES: TimeFormat = TimeFormat::Units(60_000);
/// Milliseconds.
const MILLIS: TimeFormat = TimeFormat::Units(1);

/// Names that are not the field's words in camel case, by trigger (`""`: any).
const SPELLINGS: &[(&str, &str, &str)] = &[
    ("", "account-id", "accountID"),
    ("", "admin-url", "adminURL"),
    ("", "alignment-period", "alignmentPeriodSeconds"),
    ("", "access-id", "accessID"),
    ("", "app-credential-id", "appCredentialID"),
    ("", "app-insights-resource-url", "appInsightsResourceURL"),
    ("", "application-id", "applicationID"),
    ("", "auth-url", "authURL"),
    ("", "aws-access-key-id", "awsAccessKeyID"),
    ("", "cloud-id", "cloudID"),
    ("", "cluster-ip-address", "clusterIPAddress"),
    ("", "enable-tls", "enableTLS"),
    ("", "event-hub-resource-url", "eventHubResourceURL"),
    ("", "gcp-credentials", "GoogleApplicationCredentials"),
    ("", "github-api-url", "githubApiURL"),
    ("", "installation-id", "installationID"),
    ("", "job-id", "jobID"),
    ("", "kerberos-disable-fast", "kerberosDisableFAST"),
    ("", "log-analytics-resource-url", "logAnalyticsResourceURL"),
    ("", "metrics-url", "metricsURL"),
    ("", "nsq-lookupd-http-addresses", "nsqLookupdHTTPAddresses"),
    ("", "oauth-token-uri", "oauthTokenURI"),
    ("", "organization-url", "organizationURL"),
    ("", "pool-id", "poolID"),
    ("", "query-timeout", "queryTimeoutSeconds"),
    ("", "queue-url", "queueURL"),
    ("", "resource-uri", "resourceURI"),
    ("", "result-query-row-id", "resultQueryRowID"),
    ("", "server-url", "serverURL"),
    ("", "solace-semp-base-url", "solaceSempBaseURL"),
    ("", "swift-url", "swiftURL"),
    ("", "user-id", "userID"),
    ("activemq", "rest-api-template", "restAPITemplate"),
    ("gcp-cloudtasks", "credentials", "GoogleApplicationCredentials"),
    ("gcp-cloudtasks", "project-id", "projectID"),
    ("gcp-pubsub", "credentials", "GoogleApplicationCredentials"),
    ("gcp-spanner", "credentials", "GoogleApplicationCredentials"),
    ("gcp-stackdriver", "credentials", "GoogleApplicationCredentials"),
    ("gcp-storage", "credentials", "GoogleApplicationCredentials"),
    ("huawei-cloudeye", "access-key", "AccessKey"),
    ("huawei-cloudeye", "cloud", "Cloud"),
    ("huawei-cloudeye", "domain", "Domain"),
    ("huawei-cloudeye", "domain-id", "DomainID"),
    ("huawei-cloudeye", "identity-endpoint", "IdentityEndpoint"),
    ("huawei-cloudeye", "project-id", "ProjectID"),
    ("huawei-cloudeye", "region", "Region"),
    ("huawei-cloudeye", "secret-key", "SecretKey"),
    ("openstack-metric", "metric-id", "metricID"),
    ("openstack-metric", "project-id", "projectID"),
    ("openstack-swift", "project-id", "projectID"),
    ("prometheus", "client-id", "clientID"),
    ("pulsar", "client-id", "clientID"),
    ("solace-direct-messaging", "unsafe-ssl", "unsafeSSL"),
    ("solarwinds", "interval", "intervalS"),
];

/// Fields without a secret that KEDA reads from a login alone, by trigger.
const LOGIN: &[(&str, &[&str])] = &[
    ("apache-kafka", &["username"]),
    ("arangodb", HTTP),
    ("cassandra", &["tls"]),
    ("clickhouse", &["tls", "unsafe-ssl"]),
    (
        "datadog",
        &[
            "auth-mode",
            "datadog-metrics-service",
            "datadog-metrics-service-port",
            "datadog-namespace",
            "datadog-site",
            "unsafe-ssl",
        ],
    ),
    ("etcd", &["tls", "username"]),
    ("graphite", &["username"]),
    ("huawei-cloudeye", &["cloud", "domain", "domain-id", "identity-endpoint", "project-id", "region"]),
    (
        "kafka",
        &[
            "kerberos-config",
            "kerberos-disable-fast",
            "kerberos-service-name",
            "oauth-extensions",
            "oauth-token-endpoint-uri",
            "realm",
            "scopes",
            "username",
        ],
    ),
    ("loki", HTTP),
    ("metrics-api", &["username"]),
    ("mongodb", &["tls"]),
    ("mssql", &["workload-identity-resource"]),
    ("openstack-metric", OPENSTACK),
    ("openstack-swift", OPENSTACK),
    ("postgresql", &["workload-identity-resource"]),
    ("predictkube", HTTP),
    ("prometheus", HTTP),
    ("pulsar", HTTP),
    ("rabbitmq", &["tls", "username", "workload-identity-resource"]),
    ("selenium-grid", &["auth-type", "username"]),
    ("solace-direct-messaging", &["username"]),
    ("splunk", &["username"]),
    ("splunk-observability", &["realm"]),
];

/// The login of triggers that ask by HTTP.
const HTTP: &[&str] =
    &["client-id", "custom-auth-header", "endpoint-params", "oauth-token-uri", "scopes", "username"];

/// The login of OpenStack.
const OPENSTACK: &[&str] = &["app-credential-id", "auth-url", "project-id", "region-name", "user-id"];

/// Times that are not counted in seconds, by trigger.
const TIMES: &[(&str, &str, TimeFormat)] = &[
    ("azure-app-insights", "metric-aggregation-timespan", TimeFormat::HoursAndMinutes),
    ("azure-log-analytics", "timeout", MILLIS),
    ("azure-monitor", "metric-aggregation-interval", TimeFormat::Clock),
    ("clickhouse", "conn-max-lifetime", TimeFormat::Go),
    ("datadog", "timeout", MILLIS),
    ("dynatrace", "query-polling-wait", TimeFormat::Go),
    ("elastic-forecast", "look-ahead", TimeFormat::Go),
    ("gcp-cloudtasks", "filter-duration", MINUTES),
    ("gcp-pubsub", "time-horizon", TimeFormat::Go),
    ("gcp-stackdriver", "filter-duration", MINUTES),
    ("metrics-api", "timeout", MILLIS),
    ("predictkube", "history-time-window", TimeFormat::Go),
    ("predictkube", "predict-horizon", TimeFormat::Go),
    ("predictkube", "query-step", TimeFormat::Go),
    ("prometheus", "timeout", MILLIS),
    ("rabbitmq", "timeout", MILLIS),
    ("sumologic", "logs-polling-interval", TimeFormat::Go),
    ("sumologic", "quantization", TimeFormat::Go),
    ("sumologic", "timerange", TimeFormat::Go),
];

/// Lists that are not joined by commas, by trigger.
const SEMICOLONS: &[(&str, &[&str])] = &[
    ("aws-cloudwatch", &["dimension-name", "dimension-value"]),
    ("elasticsearch", &["index", "parameters"]),
    ("opensearch", &["index", "parameters"]),
];

/// How KEDA calls a field of a trigger, and where it takes it from.
#[must_use]
pub fn parameter(trigger: &str, field: &str) -> Parameter {
    let of = |wanted: &str| SPELLINGS.iter().find(|(t, f, _)| *t == wanted && *f == field);
    let name = of(trigger).or_else(|| of("")).map_or_else(|| camel(field), |(.., name)| (*name).into());
    Parameter { name, login: lists(LOGIN, trigger, field) }
}

/// How KEDA writes a time of a trigger.
#[must_use]
pub fn time_format(trigger: &str, field: &str) -> TimeFormat {
    TIMES.iter().find(|(t, f, _)| *t == trigger && *f == field).map_or(SECONDS, |(.., format)| *format)
}

/// What stands between the items of a list.
pub(crate) fn separator(trigger: &str, field: &str) -> &'static str {
    if lists(SEMICOLONS, trigger, field) { ";" } else { "," }
}

fn lists(table: &[(&str, &[&str])], trigger: &str, field: &str) -> bool {
    table.iter().any(|(name, fields)| *name == trigger && fields.contains(&field))
}

impl TimeFormat {
    /// A time as KEDA writes it; `None` if it has a finer part than KEDA counts.
    #[must_use]
    pub fn write(self, time: crate::types::Duration) -> Option<String> {
        let whole = |unit: u64| time.millis.is_multiple_of(unit).then_some(time.millis / unit);
        Some(match self {
            TimeFormat::Go => time.to_string(),
            TimeFormat::Units(unit) => whole(unit)?.to_string(),
            TimeFormat::HoursAndMinutes => {
                let minutes = whole(60_000)?;
                format!("{:02}:{:02}", minutes / 60, minutes % 60)
            }
            TimeFormat::Clock => {
                let seconds = whole(1000)?;
                format!("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
            }
        })
    }

    /// What KEDA counts in, for messages.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            TimeFormat::Units(60_000) | TimeFormat::HoursAndMinutes => "minutes",
            TimeFormat::Units(1000) | TimeFormat::Clock => "seconds",
            TimeFormat::Units(_) | TimeFormat::Go => "milliseconds",
        }
    }
}

/// `server-address` as KEDA spells it: `serverAddress`.
fn camel(name: &str) -> SmolStr {
    let mut words = name.split('-');
    let mut text = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        text.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        text.push_str(letters.as_str());
    }
    text.into()
}

//! What KEDA's own description of its triggers does not show.

/// Fields that KEDA reads and its description does not show, by trigger (`""`: any): what a pointer to a shared struct
/// holds, and what is read by hand.
const UNDESCRIBED: &[(&str, &[&str])] = &[
    // Every trigger of AWS.
    ("aws-", &["awsAccessKeyID", "awsSecretAccessKey", "awsSessionToken"]),
    ("gcp-", &["GoogleApplicationCredentials"]),
    ("prometheus", &["GoogleApplicationCredentials"]),
    ("azure-", &["cloud", "activeDirectoryEndpoint", "endpointSuffix"]),
    (
        "azure-eventhub",
        &[
            "connection",
            "storageConnection",
            "consumerGroup",
            "eventHubName",
            "eventHubNamespace",
            "storageAccountName",
            "blobContainer",
            "checkpointStrategy",
            "eventHubResourceURL",
        ],
    ),
    ("arangodb", HTTP),
    ("loki", HTTP),
    ("predictkube", HTTP),
    ("prometheus", HTTP),
    ("pulsar", HTTP),
    ("metrics-api", HTTP),
    ("metrics-api", &["authMode", "apiKey", "method", "keyParamName", "token"]),
    (
        "huawei-cloudeye",
        &["AccessKey", "Cloud", "Domain", "DomainID", "IdentityEndpoint", "ProjectID", "Region", "SecretKey"],
    ),
    ("mssql", &["workloadIdentityResource"]),
    ("postgresql", &["workloadIdentityResource"]),
    (
        "openstack-metric",
        &[
            "authURL",
            "userID",
            "password",
            "projectID",
            "appCredentialID",
            "appCredentialSecret",
            "regionName",
        ],
    ),
    ("external", &["metadata"]),
    ("external-push", &["metadata"]),
];

/// The login of triggers that ask by HTTP: KEDA's `authentication.Config`.
const HTTP: &[&str] = &[
    "authModes",
    "username",
    "password",
    "bearerToken",
    "customAuthHeader",
    "customAuthValue",
    "ca",
    "cert",
    "key",
    "oauthTokenURI",
    "scopes",
    "clientID",
    "clientSecret",
    "endpointParams",
];

/// Whether KEDA reads a parameter of a trigger, though its description does not show it.
#[must_use]
pub fn undescribed(trigger: &str, name: &str) -> bool {
    let of = |wanted: &str| wanted == trigger || (wanted.ends_with('-') && trigger.starts_with(wanted));
    UNDESCRIBED.iter().any(|(t, names)| of(t) && names.contains(&name))
}

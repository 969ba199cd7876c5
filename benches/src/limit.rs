//! The limit: the objects of one service written straight to bytes, in one pass, by a program that can do nothing else.
//!
//! It reads lines of tab-separated fields, checks nothing, and knows no type, no origin and no other shape of service. What a
//! compiler takes beside it is the price of being one.

use std::collections::HashMap;

/// One service, borrowed from the text it was read from.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    name: &'a str,
    image: &'a str,
    size: &'a str,
    env: [&'a str; 3],
    stream: &'a str,
    consumer: &'a str,
    lag: &'a str,
    min: &'a str,
    max: &'a str,
}

/// The services of a text, with what production says otherwise in another; a line that is none is left out.
#[must_use]
pub fn rows<'a>(services: &'a str, overrides: &'a str) -> Vec<Row<'a>> {
    let over: HashMap<&str, [&str; 2]> =
        overrides.lines().filter_map(fields).map(|[name, size, min]| (name, [size, min])).collect();
    let row = |[name, image, size, ttl, level, region, stream, consumer, lag, min, max]: [&'a str; 11]| {
        let [size, min] = over.get(name).copied().unwrap_or([size, min]);
        Row { name, image, size, env: [ttl, level, region], stream, consumer, lag, min, max }
    };
    services.lines().filter_map(fields).map(row).collect()
}

fn fields<const N: usize>(line: &str) -> Option<[&str; N]> {
    let mut fields = line.split('\t');
    let mut found = [""; N];
    for place in &mut found {
        *place = fields.next()?;
    }
    Some(found)
}

/// Writes a stream of the objects of all services.
#[must_use]
pub fn stream(rows: &[Row<'_>]) -> Vec<u8> {
    let mut out = Vec::with_capacity(rows.len() * 7_000);
    for row in rows {
        objects(row, &mut out);
    }
    out
}

/// Writes the objects of one service.
pub fn objects(row: &Row<'_>, out: &mut Vec<u8>) {
    account(row, out);
    service(row, out);
    deployment(row, out);
    if row.min != "0" && row.min != "1" {
        budget(row, out);
    }
    scaler(row, out);
}

/// The size as Kubernetes writes it, below `resources:` of a container.
#[must_use]
pub fn resources(size: &str) -> &'static str {
    match size {
        "small" => {
            "          requests:\n            cpu: 250m\n            memory: 512Mi\n          limits:\n            cpu: \"1\"\n            memory: 2Gi\n"
        }
        "medium" => {
            "          requests:\n            cpu: 500m\n            memory: 1Gi\n          limits:\n            cpu: \"2\"\n            memory: 4Gi\n"
        }
        _ => {
            "          requests:\n            cpu: \"1\"\n            memory: 2Gi\n          limits:\n            cpu: \"4\"\n            memory: 8Gi\n"
        }
    }
}

fn put(out: &mut Vec<u8>, parts: &[&str]) {
    for part in parts {
        out.extend_from_slice(part.as_bytes());
    }
}

fn labels(row: &Row<'_>, indent: &str, out: &mut Vec<u8>) {
    let version = row.image.rsplit_once(':').map_or("", |(_, tag)| tag);
    put(out, &[indent, "app.kubernetes.io/name: ", row.name, "\n"]);
    put(out, &[indent, "app.kubernetes.io/instance: ", row.name, "\n"]);
    put(out, &[indent, "app.kubernetes.io/version: \"", version, "\"\n"]);
    put(out, &[indent, "app.kubernetes.io/component: event-service\n"]);
    put(out, &[indent, "app.kubernetes.io/part-of: platform\n"]);
    put(out, &[indent, "app.kubernetes.io/managed-by: fluo\n"]);
}

fn selector(row: &Row<'_>, indent: &str, out: &mut Vec<u8>) {
    put(out, &[indent, "app.kubernetes.io/name: ", row.name, "\n"]);
    put(out, &[indent, "app.kubernetes.io/instance: ", row.name, "\n"]);
}

fn head(row: &Row<'_>, version: &str, kind: &str, out: &mut Vec<u8>) {
    put(out, &["---\napiVersion: ", version, "\nkind: ", kind, "\nmetadata:\n  name: ", row.name]);
    put(out, &["\n  namespace: prod\n  labels:\n"]);
    labels(row, "    ", out);
}

fn account(row: &Row<'_>, out: &mut Vec<u8>) {
    head(row, "v1", "ServiceAccount", out);
    put(out, &["automountServiceAccountToken: false\n"]);
}

fn service(row: &Row<'_>, out: &mut Vec<u8>) {
    head(row, "v1", "Service", out);
    put(out, &["spec:\n  type: ClusterIP\n  selector:\n"]);
    selector(row, "    ", out);
    put(out, &["  ports:\n  - name: http\n    port: 8080\n    targetPort: http\n    protocol: TCP\n"]);
}

fn deployment(row: &Row<'_>, out: &mut Vec<u8>) {
    head(row, "apps/v1", "Deployment", out);
    put(out, &["spec:\n  selector:\n    matchLabels:\n"]);
    selector(row, "      ", out);
    put(out, &["  progressDeadlineSeconds: 300\n  template:\n    metadata:\n      labels:\n"]);
    labels(row, "        ", out);
    put(out, &["    spec:\n      serviceAccountName: ", row.name, "\n"]);
    put(
        out,
        &[
            "      automountServiceAccountToken: false\n      enableServiceLinks: false\n      securityContext:\n",
        ],
    );
    put(
        out,
        &[
            "        runAsNonRoot: true\n        runAsUser: 1001\n        seccompProfile:\n          type: RuntimeDefault\n",
        ],
    );
    put(out, &["      topologySpreadConstraints:\n"]);
    for key in ["topology.kubernetes.io/zone", "kubernetes.io/hostname"] {
        put(
            out,
            &[
                "      - maxSkew: 1\n        topologyKey: ",
                key,
                "\n        whenUnsatisfiable: ScheduleAnyway\n",
            ],
        );
        put(out, &["        labelSelector:\n          matchLabels:\n"]);
        selector(row, "            ", out);
        put(out, &["        matchLabelKeys:\n        - pod-template-hash\n"]);
    }
    container(row, out);
    put(out, &["      volumes:\n      - name: tmp\n        emptyDir: {}\n"]);
}

fn container(row: &Row<'_>, out: &mut Vec<u8>) {
    put(out, &["      containers:\n      - name: ", row.name, "\n        image: ", row.image, "\n"]);
    put(
        out,
        &[
            "        ports:\n        - name: http\n          containerPort: 8080\n          protocol: TCP\n        env:\n",
        ],
    );
    for (variable, value) in ["CACHE_TTL", "LOG_LEVEL", "REGION"].into_iter().zip(row.env) {
        put(out, &["        - name: ", variable, "\n          value: \"", value, "\"\n"]);
    }
    for (variable, secret, key) in
        [("API_KEY", "api", "key"), ("DATABASE_URL", "db", "url"), ("NATS_TOKEN", "nats", "token")]
    {
        put(out, &["        - name: ", variable, "\n          valueFrom:\n            secretKeyRef:\n"]);
        put(out, &["              name: ", row.name, "-", secret, "\n              key: ", key, "\n"]);
    }
    put(out, &["        resources:\n", resources(row.size)]);
    put(out, &["        volumeMounts:\n        - name: tmp\n          mountPath: /tmp\n"]);
    for (probe, path, after) in [("livenessProbe", "/health", "10"), ("readinessProbe", "/ready", "5")] {
        put(
            out,
            &[
                "        ",
                probe,
                ":\n          httpGet:\n            path: ",
                path,
                "\n            port: 8080\n",
            ],
        );
        put(out, &["          initialDelaySeconds: ", after, "\n          periodSeconds: 10\n"]);
    }
    put(
        out,
        &[
            "        securityContext:\n          allowPrivilegeEscalation: false\n          readOnlyRootFilesystem: true\n",
        ],
    );
    put(out, &["          capabilities:\n            drop:\n            - ALL\n"]);
}

/// Writes the disruption budget of one service.
pub fn budget(row: &Row<'_>, out: &mut Vec<u8>) {
    head(row, "policy/v1", "PodDisruptionBudget", out);
    put(out, &["spec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n"]);
    selector(row, "      ", out);
    put(out, &["  unhealthyPodEvictionPolicy: AlwaysAllow\n"]);
}

fn scaler(row: &Row<'_>, out: &mut Vec<u8>) {
    head(row, "keda.sh/v1alpha1", "ScaledObject", out);
    put(
        out,
        &[
            "spec:\n  scaleTargetRef:\n    apiVersion: apps/v1\n    kind: Deployment\n    name: ",
            row.name,
            "\n",
        ],
    );
    put(
        out,
        &[
            "  pollingInterval: 30\n  cooldownPeriod: 300\n  minReplicaCount: ",
            row.min,
            "\n  maxReplicaCount: ",
            row.max,
        ],
    );
    put(out, &["\n  triggers:\n  - type: nats-jetstream\n    metadata:\n      account: $G\n"]);
    put(out, &["      natsServerMonitoringEndpoint: nats-headless.nats.svc.cluster.local:8222\n"]);
    put(
        out,
        &[
            "      stream: ",
            row.stream,
            "\n      consumer: ",
            row.consumer,
            "\n      lagThreshold: \"",
            row.lag,
            "\"\n",
        ],
    );
}

/// The objects that production adds to or changes in those of a service, for an overlay of patches.
pub fn patches(row: &Row<'_>, out: &mut Vec<u8>) {
    put(
        out,
        &[
            "---\napiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: ",
            row.name,
            "\n  namespace: prod\nspec:\n",
        ],
    );
    put(
        out,
        &[
            "  template:\n    spec:\n      containers:\n      - name: ",
            row.name,
            "\n        resources:\n",
            resources(row.size),
        ],
    );
    put(
        out,
        &[
            "---\napiVersion: keda.sh/v1alpha1\nkind: ScaledObject\nmetadata:\n  name: ",
            row.name,
            "\n  namespace: prod\nspec:\n",
        ],
    );
    put(out, &["  minReplicaCount: ", row.min, "\n"]);
}

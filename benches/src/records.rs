//! The services of the workload as plain records, before any language says them.
//!
//! Every value comes from the number of its service by integers alone, so each machine and each peer gets the same ones,
//! and no value follows from another by a rule that a program could use instead of spelling it out.

/// Services that one team owns: as many stand in one file.
pub const TEAM: usize = 25;

/// The sizes that services choose from.
pub const SIZES: [Size; 3] = [
    Size { name: "small", cpu: ("250m", "1"), memory: ("512Mi", "2Gi") },
    Size { name: "medium", cpu: ("500m", "2"), memory: ("1Gi", "4Gi") },
    Size { name: "large", cpu: ("1", "4"), memory: ("2Gi", "8Gi") },
];

const LEVELS: [&str; 4] = ["debug", "info", "warn", "error"];
const REGIONS: [&str; 5] = ["eu-west-1", "eu-central-1", "us-east-1", "us-west-2", "ap-south-1"];

/// What a size means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Its name.
    pub name: &'static str,
    /// The request and the limit of processor time, as Kubernetes writes them.
    pub cpu: (&'static str, &'static str),
    /// The request and the limit of memory, as Kubernetes writes them.
    pub memory: (&'static str, &'static str),
}

/// A variable whose value is a key of a Secret that is in the cluster already.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretEntry {
    /// The name of the variable.
    pub variable: &'static str,
    /// The last part of the Secret's name; the first is that of the service.
    pub secret: &'static str,
    /// The key in it.
    pub key: &'static str,
}

/// The secret entries that every service has.
pub const SECRETS: [SecretEntry; 3] = [
    SecretEntry { variable: "API_KEY", secret: "api", key: "key" },
    SecretEntry { variable: "DATABASE_URL", secret: "db", key: "url" },
    SecretEntry { variable: "NATS_TOKEN", secret: "nats", key: "token" },
];

/// One service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// `svc-N`.
    pub name: String,
    /// The image with its tag.
    pub image: String,
    /// How large it is.
    pub size: Size,
    /// Variables with plain values, sorted by name.
    pub env: [(&'static str, String); 3],
    /// The JetStream stream that it drains: that of its team.
    pub stream: String,
    /// The durable consumer.
    pub consumer: String,
    /// Messages that one replica may leave waiting.
    pub lag: u32,
    /// The fewest replicas.
    pub min: u32,
    /// The most replicas.
    pub max: u32,
}

/// What production says otherwise about one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Override {
    /// The number of the service.
    pub service: usize,
    /// Its size there.
    pub size: Size,
    /// The fewest replicas there.
    pub min: u32,
}

/// Thirty-two bits that look like chance, from a number: the last steps of MurmurHash3.
fn mix(number: usize) -> u32 {
    let mut bits = u32::try_from(number).unwrap_or(u32::MAX).wrapping_mul(0x9E37_79B1);
    bits = (bits ^ (bits >> 16)).wrapping_mul(0x85EB_CA6B);
    bits = (bits ^ (bits >> 13)).wrapping_mul(0xC2B2_AE35);
    bits ^ (bits >> 16)
}

/// One of `choices`, by bits of `bits` from the place `shift` on.
fn pick<T: Copy>(choices: &[T], bits: u32, shift: u32) -> T {
    choices[(bits >> shift) as usize % choices.len()]
}

/// The number of the team that owns a service, from 1 on.
#[must_use]
pub fn team(service: usize) -> usize {
    (service - 1) / TEAM + 1
}

/// The stream of a team, as JetStream knows it.
#[must_use]
pub fn stream(team: usize) -> String {
    format!("TEAM-{team:03}")
}

/// The service with a number, from 1 on, as its team wrote it.
#[must_use]
pub fn record(service: usize) -> Record {
    let bits = mix(service);
    let name = format!("svc-{service}");
    let (major, minor, patch) = (1 + bits % 5, (bits >> 3) % 20, (bits >> 8) % 30);
    Record {
        image: format!("registry.example.com/platform/{name}:{major}.{minor}.{patch}"),
        size: pick(&SIZES, bits, 4),
        env: [
            ("CACHE_TTL", (30 * (1 + (bits >> 6) % 40)).to_string()),
            ("LOG_LEVEL", pick(&LEVELS, bits, 9).to_owned()),
            ("REGION", pick(&REGIONS, bits, 11).to_owned()),
        ],
        stream: stream(team(service)),
        consumer: format!("{name}-workers"),
        lag: 10 * (1 + (bits >> 17) % 20),
        min: 1 + bits % 3,
        max: 8 + (bits >> 21) % 24,
        name,
    }
}

/// What production says otherwise: about every third service.
pub fn overrides(services: usize) -> impl Iterator<Item = Override> {
    (3..=services).step_by(3).map(|service| {
        let (bits, before) = (mix(service + 7_000_003), record(service));
        let others: Vec<Size> = SIZES.into_iter().filter(|size| *size != before.size).collect();
        Override { service, size: pick(&others, bits, 5), min: 4 + bits % 4 }
    })
}

/// The services as they run in production.
#[must_use]
pub fn production(services: usize) -> Vec<Record> {
    let mut records: Vec<Record> = (1..=services).map(record).collect();
    for over in overrides(services) {
        let record = &mut records[over.service - 1];
        (record.size, record.min) = (over.size, over.min);
    }
    records
}

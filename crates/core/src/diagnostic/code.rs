//! The registry of codes. A code is never reused and its meaning never changes.

use super::{Severity, page};
use serde::{Serialize, Serializer};

/// What stands in the registry about a code.
#[derive(Clone, Copy, Debug)]
pub struct CodeInfo {
    /// `E0302`, `W0501`.
    pub code: &'static str,
    /// The rule in a few words.
    pub title: &'static str,
    /// Error or warning.
    pub severity: Severity,
}

macro_rules! codes {
    ($($(#[doc = $doc:literal])* $name:ident = $code:literal $title:literal;)*) => {
        /// The code of a diagnostic: one rule.
        #[derive(Copy, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code { $(#[doc = $title] $name),* }

        impl Code {
            /// Every code, in the order of the registry.
            pub const ALL: &'static [Code] = &[$(Code::$name),*];

            /// What the registry says about it.
            #[must_use]
            pub fn info(self) -> CodeInfo {
                match self {
                    $(Code::$name => CodeInfo { code: $code, title: $title, severity: severity($code) }),*
                }
            }

            /// The name of its rule: `mutable-image`.
            #[must_use]
            pub fn name(self) -> String {
                match self {
                    $(Code::$name => kebab(stringify!($name))),*
                }
            }

            /// The documentation that the rule follows, where its page names one.
            #[must_use]
            pub fn source(self) -> Option<&'static str> {
                match self {
                    $(Code::$name => {
                        const PAGE: &[u8] = include_str!(concat!("explain/", $code, ".md")).as_bytes();
                        const LINK: [u8; page::length(PAGE)] = page::link(PAGE);
                        page::shown(&LINK)
                    }),*
                }
            }

            /// Its page, in Markdown: a program that fails with it, what would have happened, the program repaired.
            #[cfg(feature = "pages")]
            #[must_use]
            pub fn page(self) -> &'static str {
                match self {
                    $(Code::$name => include_str!(concat!("explain/", $code, ".md"))),*
                }
            }
        }
    };
}

/// `MutableImage` as the field of a program: `mutable-image`.
fn kebab(name: &str) -> String {
    let mut text = String::new();
    for c in name.chars() {
        if c.is_ascii_uppercase() && !text.is_empty() {
            text.push('-');
        }
        text.push(c.to_ascii_lowercase());
    }
    text
}

const fn severity(code: &str) -> Severity {
    match code.as_bytes() {
        [b'W', ..] => Severity::Warning,
        _ => Severity::Error,
    }
}

codes! {
    // E01 syntax
    UnexpectedText = "E0101" "text that does not belong here";
    Unclosed = "E0102" "a bracket or brace that is never closed";
    StrayClose = "E0103" "a closing bracket or brace without an opening one";
    UnterminatedString = "E0104" "a string that does not end";
    BadEscape = "E0105" "an escape or interpolation that means nothing";
    InvalidUtf8 = "E0106" "a file that is not UTF-8";
    TooDeep = "E0107" "blocks or lists nested too deep";
    ControlCharacter = "E0108" "a control character in the source";
    TooLarge = "E0109" "a file or a line that is too long";
    BadNumber = "E0110" "a number that can't be read";
    BadName = "E0111" "a name that is not a legal name";
    ByteOrderMark = "W0101" "a byte order mark at the start of the file";
    CarriageReturn = "W0102" "lines that end with a carriage return";

    // E02 names and imports
    UnknownName = "E0201" "a name that is declared nowhere";
    DeclaredTwice = "E0202" "one name declared twice";
    FileNotFound = "E0203" "a file that can't be read";
    OutsideProject = "E0204" "a path that leads out of the project";
    EmptyGlob = "E0205" "a glob that matches no file";
    NoEnvironment = "E0206" "a program without an environment to build";
    UnknownDeclaration = "E0207" "a declaration that fluo does not know";
    WrongReference = "E0208" "a name of something else than what is needed";
    UnknownLibrary = "E0209" "a file that the standard library does not have";

    // E03 types and units
    WrongType = "E0301" "a value of the wrong type";
    WrongUnit = "E0302" "a number with the wrong unit, or without one";
    ReversedRange = "E0303" "a range whose start is above its end";
    UnknownField = "E0304" "a field that does not exist";
    MissingField = "E0305" "a required value that is not set";
    ConstraintNotMet = "E0306" "a value that its constraint does not admit";
    UnknownWord = "E0307" "a word that is not one of the choices";
    SetTwice = "E0308" "one field set twice in a block";
    BadText = "E0309" "a text that its type does not admit";
    WrongForm = "E0310" "an entry that is not written in the form its field has";
    BadType = "E0311" "a type that does not exist";
    MisplacedSize = "E0312" "a size refined where it has no effect";
    SizeInSize = "E0313" "a size that chooses a size";

    // E04 kinds and params
    UnknownKind = "E0401" "a kind that does not exist";
    AbstractKind = "E0402" "a kind that can't be used by itself";
    UnsetParam = "E0403" "a param that is not set";
    RedeclaredField = "E0404" "a param whose name its base already has";
    KindCycle = "E0405" "a kind that is made from itself";
    UnknownOutput = "E0406" "an output that does not exist";

    BadVersion = "E0407" "a version of a chart that can't be read";
    BadRepository = "E0408" "a repository of charts that Flux can't use";
    ValueTwice = "E0409" "a value of a chart that is said twice";
    BadTarget = "E0410" "a path that leads nowhere in a chart's values";
    NotWhole = "E0411" "a value that is no whole number of the unit it is needed in";
    ChartTwice = "W0401" "a repository that ends with the name of its chart";
    UnusedResources = "W0402" "resources that no value of a chart takes";

    // E05 secrets
    Plaintext = "E0501" "plain text in the place of a secret";
    SecretLeak = "E0502" "a secret value where Kubernetes would not keep it secret";
    UnknownKey = "E0503" "a key that its secret does not have";
    SecretElsewhere = "E0504" "a secret of another namespace";
    GeneratedTwice = "E0505" "a generated secret that two namespaces would generate differently";
    NotASecret = "E0506" "a plain value where a secret is needed";
    UnencryptedSecret = "E0507" "a secret whose values stand in the sources unencrypted";
    NotASopsSecret = "E0508" "a file that is no Secret that SOPS encrypted";
    SopsElsewhere = "E0509" "an encrypted Secret whose name or namespace is not that of its users";
    CantShare = "E0510" "a secret that can't be shared";
    UnusedSecret = "W0501" "a secret that nothing uses";

    // E06 graph
    Cycle = "E0601" "components that need each other in a circle";
    NotDeployed = "E0602" "a need of a component that is not deployed";
    UnknownPort = "E0603" "a reference to a port that is not declared";
    UnknownConsumer = "E0604" "a consumer that its stream does not declare";
    TooMuchValue = "E0610" "a value that takes too much to work out";
    AcrossClusters = "E0609" "a need of a component on another cluster";
    ValueCycle = "E0605" "a value that depends on itself";
    NothingListens = "E0606" "a component in a network block that can't be reached";
    CallersPort = "E0607" "a port of the caller in `ingress`";
    HiddenNeed = "W0601" "a connection that no reference tells of";
    BlockedAddress = "W0602" "an address of the cluster that no policy lets through";

    // E07 environments and layers
    OverrideUnknown = "E0701" "an override of something that does not exist";
    MissingOperator = "E0702" "a custom resource without its operator";
    MutableImage = "E0703" "an image without a fixed tag";
    UnknownParam = "E0704" "a param that the program does not declare";
    NoCluster = "E0710" "a cluster that does not exist";
    WithoutRequests = "E0705" "a workload without resource requests";
    MovingChart = "E0706" "a chart without a fixed version";
    ProvidedTwice = "E0707" "an API group that is brought twice";
    OwnResource = "E0708" "a custom resource in the node of its own operator";
    OperatorCycle = "E0709" "an operator that waits for what waits for it";
    RawReference = "W0210" "a reference in a text that is taken as it stands";
    SpeltReference = "W0211" "a text that spells a reference";
    UselessOverride = "W0701" "an override that changes nothing";
    IdleSetting = "W0702" "a setting that is meant for no component";
    IdleOverride = "W0703" "an override of what is not deployed";
    UnreadParam = "W0704" "a param that nothing reads";
    UnusedDeclaration = "W0705" "a declaration that nothing uses";

    // E08 Kubernetes
    IllegalName = "E0801" "a name that Kubernetes does not admit";
    NameTooLong = "E0802" "a name that is too long once suffixes are added";
    IllegalLabel = "E0803" "a label that Kubernetes does not admit";
    DuplicatePort = "E0804" "one port number declared twice";
    ReplicasBesideScale = "E0805" "a fixed number of replicas beside a scaler";
    ScaleWithoutRequest = "E0806" "scaling by a resource that is not requested";
    ProbePort = "E0807" "a probe without a port to ask";
    LivenessSuccesses = "E0808" "a liveness probe that needs several successes";
    IllegalEnvName = "E0809" "an environment variable with an illegal or reserved name";
    MountTwice = "E0810" "two mounts of one path";
    WithoutBecause = "E0811" "a weaker security setting without a reason";
    SameObject = "E0812" "two things of one identity";
    FilterOutside = "E0813" "a consumer that waits for subjects its stream does not take";
    IllegalHost = "E0850" "a host that can't be served";
    HostWithoutDomain = "E0851" "a host without a domain";
    ExposedPort = "E0852" "a host that leads to no port";
    ExposedTwice = "E0853" "one host and path exposed twice";
    TlsDisagrees = "E0854" "settings of TLS that contradict each other";
    NoCertificate = "E0855" "TLS without a certificate";
    GrpcBesideHttp = "E0856" "gRPC beside HTTP, or below a path";
    OtherGateway = "E0857" "a setting of the other kind of gateway";
    TooManyPaths = "E0858" "more paths of a host than a route holds";
    PlainHttp = "W0850" "a host that is served without TLS";
    BadPeer = "E0830" "a place in a network that can't be read";
    UnknownPods = "E0831" "traffic to something whose place nobody knows";
    BlockingBudget = "E0832" "a disruption budget that blocks every drain";
    TwoBudgets = "E0833" "a disruption budget with both a minimum and a maximum";
    OverQuota = "E0834" "more resources than the quota of the namespace admits";
    QuotaWithoutRequests = "E0835" "a workload without requests in a namespace with a quota";
    SecurityLevel = "E0836" "a pod that the security level of its namespace rejects";
    NotOurNamespace = "E0837" "labels of a namespace that somebody else makes";
    MonitorPort = "E0838" "a monitor without a port to read";
    BadExpression = "E0839" "an expression that Prometheus can't read";
    SameAlert = "E0840" "two alerts of one name";
    UnusedNamespace = "W0830" "a namespace that nothing uses";
    JobRunsAgain = "E0814" "a job that Flux would run again";
    VolumeOnce = "E0815" "a volume of one pod in several pods";
    VolumeRolling = "E0816" "a rolling update of what has a volume of one pod";
    VolumeNamespaces = "E0817" "a shared volume in several namespaces";
    VolumeForced = "E0818" "a volume that Flux might recreate";
    AccessRule = "E0819" "a rule of an account that grants nothing";
    ClusterResource = "E0820" "a resource of the cluster in a rule for a namespace";
    Toleration = "E0821" "a toleration that Kubernetes refuses";
    Strategy = "E0822" "a strategy whose settings contradict each other";
    PodField = "E0823" "a value of the running pod where nobody could fill it in";
    InitPort = "E0824" "a port or probe of an init container";
    NeverRuns = "E0825" "a schedule that never comes";
    ForeignText = "E0826" "a text that its reader in the cluster can't read";
    ScheduleFields = "E0827" "a schedule with too many or too few fields";
    UnknownCapability = "E0828" "a capability that Linux does not have";
    UnusedShared = "W0801" "a shared config or volume that nothing uses";
    AlwaysFires = "W0803" "an alert without a condition";
    EveryMinute = "W0804" "a schedule that comes sixty times in its hour";
    IdleRefinement = "W0802" "a refined size that the component's own field overrides";

    BadManifests = "E0860" "manifests that can't be adopted";
    BrokenYaml = "E0861" "YAML that can't be read";
    YamlKeyTwice = "E0862" "one key twice in a map of YAML";
    NotAnObject = "E0863" "a document that is no Kubernetes object";
    RemovedApi = "E0864" "an API version that is no longer served";
    WithoutNamespace = "E0865" "an object without its namespace";
    WrongKustomization = "E0866" "the two kinds of `Kustomization` confused";
    KustomizeReference = "E0867" "a kustomization that refers to what can't be taken along";
    PatchTarget = "E0870" "a patch of an object that its component does not emit";
    UnknownObjectField = "E0871" "a field that an object's schema does not have";
    WrongObjectValue = "E0872" "a value that an object's schema does not admit";
    MissingObjectField = "E0873" "a field that an object's schema demands";
    PatchInvariant = "E0874" "a patch of what fluo guarantees";
    PatchUnchecked = "E0875" "a patch that no schema can judge";
    NotACrd = "E0876" "a file that is no CustomResourceDefinition";
    CrdMismatch = "E0877" "a resource that is not what its CRD defines";
    LostKey = "E0880" "a key that a Secret or ConfigMap does not have";
    LostPort = "E0881" "a port or listener that its target does not have";
    TwoScalers = "E0882" "two scalers of one target";
    PodContradiction = "E0883" "settings of a pod that contradict each other";
    PlainPath = "E0884" "an expression where a plain path is compared";
    BadCertificate = "E0885" "a certificate that can't be issued";
    BadDatabase = "E0886" "a database cluster that its operator refuses";
    IdleExternalSecret = "E0887" "an ExternalSecret that does not fetch what it says";
    PrometheusRefuses = "E0888" "a rule or monitor that Prometheus refuses";
    ThousandthsOfBytes = "E0889" "memory in thousandths of a byte";
    NodePort = "E0890" "a port of the nodes that is out of their range";
    LargeObject = "E0891" "an object that is larger than a cluster keeps";
    WordOfKubernetes = "E0892" "a word of Kubernetes that is misspelt";
    NotGranted = "E0893" "a backend of another namespace that does not admit it";
    UncarriedText = "E0894" "a text that Flux can't carry";
    LostReference = "W0870" "a reference to something that nobody makes";
    EmptySelector = "W0871" "a selector that selects nothing";
    HiddenReference = "W0872" "an optional reference that looks misspelt";
    DnsByTcp = "W0873" "DNS that is let through by TCP only";
    DeprecatedApi = "W0874" "an API version that is deprecated";
    IgnoredHealth = "W0875" "health checks that Flux ignores";
    UndeclaredPort = "W0876" "a port that no container declares";
    UnsetExpansion = "W0877" "an expansion of a variable that is not set";

    // E09 Flux
    FluxDuration = "E0901" "a duration that Flux can't use";
    FluxPath = "E0902" "a path that leads out of the repository";
    SourceRevision = "E0903" "a source that follows no revision, or several";
    FluxLayout = "E0904" "a layout whose files would collide";
    UnknownVariable = "E0905" "a cluster variable that is not declared";
    VariableHere = "E0906" "a cluster variable where its value has to be known";
    SecretVariable = "E0907" "a cluster variable of a Secret where it could be read";
    OwnSource = "E0908" "a node that would delete its own source";
    SharedFile = "E0909" "one file that two builds write differently";
    SourceAccess = "E0910" "a source that Flux can't open";
    JobWithoutForce = "E0911" "a job that Flux could not replace";
    WithoutDecryption = "E0920" "an encrypted secret that Flux can't decrypt";
    FluxNever = "E0921" "a time of nothing for Flux";
    FluxCircle = "E0922" "Flux objects that wait for each other";
    UnusedVariable = "W0901" "a cluster variable that nothing uses";
    KeepsForNothing = "W0902" "objects without data that Flux would never delete";
    NeededUnready = "W0903" "a node that others need and that does not wait";

    // E10 KEDA
    UnknownTrigger = "E1001" "a trigger that KEDA does not have";
    UnknownTriggerField = "E1002" "a field that its trigger does not have";
    MissingTriggerField = "E1003" "a trigger without a field that it needs";
    ScaleToZero = "E1004" "scaling to zero by cpu or memory alone";
    ScaledObjectName = "E1005" "a name that is too long for a ScaledObject";
    MonitoringEndpoint = "E1006" "a NATS monitoring endpoint that KEDA can't use";
    NoTrigger = "E1007" "a scale without anything to scale on";
    CronWindow = "E1008" "a cron trigger that never adds a replica";
    TriggerExcludes = "E1009" "fields of a trigger that exclude each other";
    TriggerNeeds = "E1010" "a trigger that lacks one of several fields";
    TriggerSecret = "E1011" "a trigger's field that is only in part a secret";
    TriggerAddress = "E1012" "an address that KEDA can't reach";
    TriggerLogin = "E1013" "a login that a trigger can't have";
    WithoutKeda = "E1014" "a setting of KEDA where Kubernetes scales by itself";
    IdleReplicas = "E1015" "a number of idle replicas that KEDA refuses";
    PausedTwice = "E1016" "a scaler that is paused in two ways";
    UselessFallback = "E1017" "a fallback that no trigger can use";
    BadFormula = "E1018" "a formula that does not speak of its triggers";
    CachedCron = "E1019" "a cron trigger that keeps its number";
    OfCustomStrategy = "E1020" "a setting of a strategy that is not chosen";
    WrongAccount = "E1021" "an account of NATS that does not hold the stream";
    LeavingTrigger = "W1001" "a trigger that KEDA will take away";
    CronAboveRange = "W1002" "a cron trigger that asks for more than the range admits";
}

impl Code {
    /// The code as it is printed: `E0302`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.info().code
    }

    /// Whether it is about the form of the text.
    #[must_use]
    pub fn is_of_syntax(self) -> bool {
        self <= Code::CarriageReturn
    }

    /// Whether it says that something is declared nowhere.
    #[must_use]
    pub fn is_of_names(self) -> bool {
        use Code::{
            BadType, NoEnvironment, OverrideUnknown, UnknownConsumer, UnknownField, UnknownKey, UnknownKind,
            UnknownName, UnknownOutput, UnknownParam, UnknownPort,
        };
        matches!(
            self,
            UnknownName
                | UnknownKind
                | UnknownParam
                | UnknownOutput
                | UnknownPort
                | UnknownConsumer
                | UnknownKey
                | UnknownField
                | OverrideUnknown
                | BadType
                | NoEnvironment
        )
    }

    /// Whether it is about a name, so that the same message in another place has the same cause.
    #[must_use]
    pub fn is_of_a_name(self) -> bool {
        use Code::{
            AbstractKind, FileNotFound, NoEnvironment, OutsideProject, UnknownDeclaration, UnknownLibrary,
            UnknownTrigger, UnknownTriggerField, UnknownVariable, UnknownWord, WrongReference,
        };
        let others = matches!(
            self,
            AbstractKind
                | FileNotFound
                | OutsideProject
                | UnknownDeclaration
                | UnknownLibrary
                | UnknownTrigger
                | UnknownTriggerField
                | UnknownVariable
                | UnknownWord
                | WrongReference
        );
        others || (self.is_of_names() && self != NoEnvironment)
    }

    /// The code with this text, or with a rule of this name, whatever its case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Code> {
        let is =
            |code: &Code| code.as_str().eq_ignore_ascii_case(text) || code.name().eq_ignore_ascii_case(text);
        Self::ALL.iter().copied().find(is)
    }
}

impl std::fmt::Display for Code {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

//! The registry of codes. A code is never reused and its meaning never changes.

use super::Severity;
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

            /// Its page, in Markdown: a program that fails with it, what would have happened, the program repaired.
            #[must_use]
            pub fn page(self) -> &'static str {
                match self {
                    $(Code::$name => include_str!(concat!("explain/", $code, ".md"))),*
                }
            }
        }
    };
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
    UnusedSecret = "W0501" "a secret that nothing uses";

    // E06 graph
    Cycle = "E0601" "components that need each other in a circle";
    NotDeployed = "E0602" "a need of a component that is not deployed";
    UnknownPort = "E0603" "a reference to a port that is not declared";
    UnknownConsumer = "E0604" "a consumer that its stream does not declare";
    ValueCycle = "E0605" "a value that depends on itself";

    // E07 environments and layers
    OverrideUnknown = "E0701" "an override of something that does not exist";
    MissingOperator = "E0702" "a custom resource without its operator";
    MutableImage = "E0703" "an image without a fixed tag in production";
    UnknownParam = "E0704" "a param that the program does not declare";
    WithoutRequests = "E0705" "a production workload without resource requests";
    MovingChart = "E0706" "a chart without a fixed version in production";
    ProvidedTwice = "E0707" "an API group that is brought twice";
    OwnResource = "E0708" "a custom resource in the node of its own operator";
    OperatorCycle = "E0709" "an operator that waits for what waits for it";
    UselessOverride = "W0701" "an override that changes nothing";

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

    // E09 Flux
    FluxDuration = "E0901" "a duration that Flux can't use";
    FluxPath = "E0902" "a path that leads out of the repository";

    // E10 KEDA
    UnknownTrigger = "E1001" "a trigger that KEDA does not have";
    UnknownTriggerField = "E1002" "a field that its trigger does not have";
    MissingTriggerField = "E1003" "a trigger without a field that it needs";
    ScaleToZero = "E1004" "scaling to zero by cpu or memory alone";
    ScaledObjectName = "E1005" "a name that is too long for a ScaledObject";
    MonitoringEndpoint = "E1006" "a NATS monitoring endpoint that KEDA can't use";
    NoTrigger = "E1007" "a scale without anything to scale on";
    CronWindow = "E1008" "a cron trigger that never adds a replica";
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

    /// The code with this text, whatever its case.
    #[must_use]
    pub fn parse(text: &str) -> Option<Code> {
        Self::ALL.iter().copied().find(|code| code.as_str().eq_ignore_ascii_case(text))
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

//! The kinds of a platform team stand in `platform.fluo`; this is the test that the team runs over them. It makes hundreds of
//! programs of its kinds by chance, builds each, and asks of every object what Kubernetes, Flux and KEDA would.

#[cfg(test)]
mod tests {
    use fluo_core::emit::yaml;
    use fluo_core::source::MemoryLoader;
    use fluo_core::testing::{Platform, invariants};
    use proptest::prelude::*;

    fn platform() -> Platform {
        let files = MemoryLoader::new().with("platform.fluo", include_str!("../platform.fluo"));
        Platform::load(&files, "platform.fluo").unwrap_or_else(|refused| panic!("{refused}"))
    }

    #[test]
    fn what_is_made_of_our_kinds_works() {
        let platform = platform();
        proptest!(|(program in platform.programs())| {
            invariants::all(&program)?;
        });
    }

    /// A promise of the team's own: whoever is woken at night finds a name.
    #[test]
    fn every_deployment_says_whose_it_is() {
        let platform = platform().only(&["api", "stored-api"]);
        proptest!(ProptestConfig::with_cases(64), |(program in platform.programs())| {
            for output in program.build_all().outputs {
                let text = yaml::stream(&output);
                let deployments = text.split("\n---\n").filter(|object| object.contains("\nkind: Deployment\n"));
                for deployment in deployments {
                    prop_assert!(deployment.contains("example.com/team: "), "{deployment}");
                }
            }
        });
    }

    /// The test can fail: a value that the kind does not admit is found.
    #[test]
    #[should_panic(expected = "E0306")]
    fn a_backlog_without_room_is_refused() {
        let platform = platform().with_values("api.backlog", &["0"]);
        // What fails here is no news for the next run.
        let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::default() };
        proptest!(config, |(program in platform.programs())| {
            let found = program.build_all().diagnostics;
            let errors = found.iter().filter(|found| found.is_error()).map(|found| found.code.to_string());
            prop_assert_eq!(errors.collect::<Vec<_>>(), Vec::<String>::new());
        });
    }
}

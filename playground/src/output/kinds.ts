/** Kinds of objects as a few letters, as `kubectl api-resources` shortens them, and the family that gives them their colour. */

/** What an object is for. */
export type Family = "workload" | "network" | "config" | "storage" | "flux" | "scaling" | "access" | "other";

/** How a kind is shown beside its name. */
export interface Mark {
  /** At most four letters. */
  readonly short: string;
  readonly family: Family;
}

const KNOWN: Readonly<Record<string, readonly [string, Family]>> = {
  CiliumNetworkPolicy: ["cnp", "network"],
  ClusterRole: ["cr", "access"],
  ClusterRoleBinding: ["crb", "access"],
  ClusterSecretStore: ["css", "config"],
  ConfigMap: ["cm", "config"],
  CronJob: ["cj", "workload"],
  CustomResourceDefinition: ["crd", "other"],
  DaemonSet: ["ds", "workload"],
  Deployment: ["depl", "workload"],
  ExternalSecret: ["es", "config"],
  GitRepository: ["git", "flux"],
  HelmRelease: ["hr", "flux"],
  HelmRepository: ["helm", "flux"],
  HorizontalPodAutoscaler: ["hpa", "scaling"],
  HTTPRoute: ["http", "network"],
  Ingress: ["ing", "network"],
  Job: ["job", "workload"],
  Kustomization: ["ks", "flux"],
  Namespace: ["ns", "access"],
  NetworkPolicy: ["np", "network"],
  OCIRepository: ["oci", "flux"],
  PersistentVolumeClaim: ["pvc", "storage"],
  PodDisruptionBudget: ["pdb", "scaling"],
  PodMonitor: ["pm", "other"],
  PrometheusRule: ["rule", "other"],
  Role: ["role", "access"],
  RoleBinding: ["rb", "access"],
  ScaledJob: ["sj", "scaling"],
  ScaledObject: ["so", "scaling"],
  Secret: ["sec", "config"],
  SecretStore: ["ss", "config"],
  Service: ["svc", "network"],
  ServiceAccount: ["sa", "access"],
  ServiceMonitor: ["sm", "other"],
  StatefulSet: ["sts", "workload"],
  TriggerAuthentication: ["ta", "scaling"],
};

/** The mark of a kind; one that is not known gives its capitals. */
export function mark(kind: string): Mark {
  const known = KNOWN[kind];
  if (known !== undefined) return { short: known[0], family: known[1] };
  const capitals = kind.replace(/[^A-Z]/g, "").toLowerCase();
  return { short: (capitals.length > 1 ? capitals : kind.toLowerCase()).slice(0, 4), family: "other" };
}

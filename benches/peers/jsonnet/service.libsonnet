// One record to its objects.
local size(cpu, cpuLimit, memory, memoryLimit) = {
  requests: { cpu: cpu, memory: memory },
  limits: { cpu: cpuLimit, memory: memoryLimit },
};
local sizes = {
  small: size('250m', '1', '512Mi', '2Gi'),
  medium: size('500m', '2', '1Gi', '4Gi'),
  large: size('1', '4', '2Gi', '8Gi'),
};
local probe(path, after) = {
  httpGet: { path: path, port: 8080 },
  initialDelaySeconds: after,
  periodSeconds: 10,
};

{
  objects(name, record)::
    local selector = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name };
    local labels = selector {
      'app.kubernetes.io/version': std.split(record.image, ':')[1],
      'app.kubernetes.io/component': 'event-service',
      'app.kubernetes.io/part-of': 'platform',
      'app.kubernetes.io/managed-by': 'fluo',
    };
    local object(apiVersion, kind) = {
      apiVersion: apiVersion,
      kind: kind,
      metadata: { name: name, namespace: 'prod', labels: labels },
    };
    local spread(key) = {
      maxSkew: 1,
      topologyKey: key,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selector },
      matchLabelKeys: ['pod-template-hash'],
    };
    local account = object('v1', 'ServiceAccount') { automountServiceAccountToken: false };
    local service = object('v1', 'Service') {
      spec: {
        type: 'ClusterIP',
        selector: selector,
        ports: [{ name: 'http', port: 8080, targetPort: 'http', protocol: 'TCP' }],
      },
    };
    local deployment = object('apps/v1', 'Deployment') {
      spec: {
        selector: { matchLabels: selector },
        progressDeadlineSeconds: 300,
        template: {
          metadata: { labels: labels },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 1001,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            topologySpreadConstraints: [
              spread('topology.kubernetes.io/zone'),
              spread('kubernetes.io/hostname'),
            ],
            containers: [{
              name: name,
              image: record.image,
              ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
              env: [
                { name: key, value: record.env[key] }
                for key in std.objectFields(record.env)
              ] + [
                { name: key, valueFrom: { secretKeyRef: { name: name + '-' + record.secrets[key].secret, key: record.secrets[key].key } } }
                for key in std.objectFields(record.secrets)
              ],
              resources: sizes[record.size],
              volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
              livenessProbe: probe('/health', 10),
              readinessProbe: probe('/ready', 5),
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ['ALL'] },
              },
            }],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    };
    local budget = object('policy/v1', 'PodDisruptionBudget') {
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: selector },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    };
    local scaler = object('keda.sh/v1alpha1', 'ScaledObject') {
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: name },
        pollingInterval: 30,
        cooldownPeriod: 300,
        minReplicaCount: record.scale.min,
        maxReplicaCount: record.scale.max,
        triggers: [{
          type: 'nats-jetstream',
          metadata: {
            account: '$G',
            natsServerMonitoringEndpoint: 'nats-headless.nats.svc.cluster.local:8222',
            stream: record.scale.stream,
            consumer: record.scale.consumer,
            lagThreshold: std.toString(record.scale.lag),
          },
        }],
      },
    };
    [account, service, deployment, scaler] + (if record.scale.min > 1 then [budget] else []),
}

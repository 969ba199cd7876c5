// A construct a service, with the typed classes of cdk8s-plus and an ApiObject for KEDA.
const fs = require('fs');
const { App, Chart, ApiObject, YamlOutputType } = require('cdk8s');
const { Construct } = require('constructs');
const { k8s } = require('cdk8s-plus-32');

const quantity = (text) => k8s.Quantity.fromString(text);
const size = (cpu, cpuLimit, memory, memoryLimit) => ({
  requests: { cpu: quantity(cpu), memory: quantity(memory) },
  limits: { cpu: quantity(cpuLimit), memory: quantity(memoryLimit) },
});
const SIZES = {
  small: size('250m', '1', '512Mi', '2Gi'),
  medium: size('500m', '2', '1Gi', '4Gi'),
  large: size('1', '4', '2Gi', '8Gi'),
};
const probe = (path, after) => ({
  httpGet: { path, port: k8s.IntOrString.fromNumber(8080) },
  initialDelaySeconds: after,
  periodSeconds: 10,
});

class EventService extends Construct {
  constructor(scope, name, record) {
    super(scope, name);
    const selector = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': name };
    const labels = {
      ...selector,
      'app.kubernetes.io/version': record.image.split(':')[1],
      'app.kubernetes.io/component': 'event-service',
      'app.kubernetes.io/part-of': 'platform',
      'app.kubernetes.io/managed-by': 'fluo',
    };
    const metadata = { name, namespace: 'prod', labels };
    const spread = (topologyKey) => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector: { matchLabels: selector },
      matchLabelKeys: ['pod-template-hash'],
    });
    new k8s.KubeServiceAccount(this, 'account', { metadata, automountServiceAccountToken: false });
    new k8s.KubeService(this, 'service', {
      metadata,
      spec: {
        type: 'ClusterIP',
        selector,
        ports: [{ name: 'http', port: 8080, targetPort: k8s.IntOrString.fromString('http'), protocol: 'TCP' }],
      },
    });
    new k8s.KubeDeployment(this, 'deployment', {
      metadata,
      spec: {
        selector: { matchLabels: selector },
        progressDeadlineSeconds: 300,
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: name,
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 1001,
              seccompProfile: { type: 'RuntimeDefault' },
            },
            topologySpreadConstraints: [spread('topology.kubernetes.io/zone'), spread('kubernetes.io/hostname')],
            containers: [
              {
                name,
                image: record.image,
                ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
                env: [
                  ...Object.entries(record.env).map(([name, value]) => ({ name, value })),
                  ...Object.entries(record.secrets).map(([variable, { secret, key }]) => ({
                    name: variable,
                    valueFrom: { secretKeyRef: { name: `${name}-${secret}`, key } },
                  })),
                ],
                resources: SIZES[record.size],
                volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
                livenessProbe: probe('/health', 10),
                readinessProbe: probe('/ready', 5),
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ['ALL'] },
                },
              },
            ],
            volumes: [{ name: 'tmp', emptyDir: {} }],
          },
        },
      },
    });
    if (record.scale.min > 1) {
      new k8s.KubePodDisruptionBudget(this, 'budget', {
        metadata,
        spec: {
          maxUnavailable: k8s.IntOrString.fromNumber(1),
          selector: { matchLabels: selector },
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
        },
      });
    }
    new ApiObject(this, 'scaler', {
      apiVersion: 'keda.sh/v1alpha1',
      kind: 'ScaledObject',
      metadata,
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
        pollingInterval: 30,
        cooldownPeriod: 300,
        minReplicaCount: record.scale.min,
        maxReplicaCount: record.scale.max,
        triggers: [
          {
            type: 'nats-jetstream',
            metadata: {
              account: '$G',
              natsServerMonitoringEndpoint: 'nats-headless.nats.svc.cluster.local:8222',
              stream: record.scale.stream,
              consumer: record.scale.consumer,
              lagThreshold: String(record.scale.lag),
            },
          },
        ],
      },
    });
  }
}

const read = (file) => JSON.parse(fs.readFileSync(file, 'utf8'));
const overrides = read('prod.json');
const app = new App({ yamlOutputType: YamlOutputType.FILE_PER_APP });
const chart = new Chart(app, 'platform', { disableResourceNameHashes: true });
for (const [name, record] of Object.entries(read('services.json'))) {
  const over = overrides[name] ?? {};
  new EventService(chart, name, { ...record, ...over, scale: { ...record.scale, ...over.scale } });
}
process.stdout.write(app.synthYaml());

{{- define "selector" -}}
app.kubernetes.io/name: {{ . }}
app.kubernetes.io/instance: {{ . }}
{{- end -}}

{{- define "labels" -}}
{{ include "selector" .name }}
app.kubernetes.io/version: {{ index (splitList ":" .service.image) 1 | quote }}
app.kubernetes.io/component: event-service
app.kubernetes.io/part-of: platform
app.kubernetes.io/managed-by: fluo
{{- end -}}

{{- define "metadata" -}}
metadata:
  name: {{ .name }}
  namespace: prod
  labels:
    {{- include "labels" . | nindent 4 }}
{{- end -}}

{{- define "spread" -}}
- maxSkew: 1
  topologyKey: {{ .key }}
  whenUnsatisfiable: ScheduleAnyway
  labelSelector:
    matchLabels:
      {{- include "selector" .name | nindent 6 }}
  matchLabelKeys:
    - pod-template-hash
{{- end -}}

{{- define "probe" -}}
httpGet:
  path: {{ .path }}
  port: 8080
initialDelaySeconds: {{ .after }}
periodSeconds: 10
{{- end -}}

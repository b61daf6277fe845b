{{- define "mosis.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "mosis.fullname" -}}
{{- if contains (include "mosis.name" .) .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name (include "mosis.name" .) | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "mosis.labels" -}}
{{ include "mosis.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end -}}

{{- define "mosis.selector" -}}
app.kubernetes.io/name: {{ include "mosis.name" .root }}
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .component }}
{{- end -}}

{{- define "mosis.secretName" -}}
{{- default (include "mosis.fullname" .) .Values.secrets.existing -}}
{{- end -}}

{{- define "mosis.serviceAccount" -}}
{{- default (include "mosis.fullname" .) .Values.serviceAccount.name -}}
{{- end -}}

{{- define "mosis.image" -}}
{{- printf "%s/mosis-%s:%s" .root.Values.image.registry .image (default .root.Chart.AppVersion .root.Values.image.tag) -}}
{{- end -}}

{{/* Each app gets what it knows, and no secret of another. */}}
{{- define "mosis.environment" -}}
{{- $root := .root -}}
{{- range .config }}
{{- $value := index $root.Values.config . }}
{{- if $value }}
- name: {{ . }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
{{- range .secrets }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: { name: {{ include "mosis.secretName" $root }}, key: {{ . }} }
{{- end }}
{{- range .optionalSecrets }}
- name: {{ . }}
  valueFrom:
    secretKeyRef: { name: {{ include "mosis.secretName" $root }}, key: {{ . }}, optional: true }
{{- end }}
- name: MOSIS_VERSION
  value: {{ default $root.Chart.AppVersion $root.Values.image.tag | quote }}
{{- end -}}

{{/* As little as a process can do with. */}}
{{- define "mosis.podSecurity" -}}
runAsNonRoot: true
runAsUser: 1000
runAsGroup: 1000
fsGroup: 1000
seccompProfile: { type: RuntimeDefault }
{{- end -}}

{{- define "mosis.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end -}}

{{/* What pods of all apps have in common, beside their containers. */}}
{{- define "mosis.pod" -}}
serviceAccountName: {{ include "mosis.serviceAccount" .root }}
automountServiceAccountToken: false
securityContext: {{- include "mosis.podSecurity" . | nindent 2 }}
{{- with .root.Values.image.pullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  {{- range $key := list "topology.kubernetes.io/zone" "kubernetes.io/hostname" }}
  - maxSkew: 1
    topologyKey: {{ $key }}
    whenUnsatisfiable: ScheduleAnyway
    labelSelector: { matchLabels: { {{ include "mosis.selector" $ | replace "\n" ", " }} } }
  {{- end }}
{{- with .values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{- define "mosis.disruption" -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: {{ include "mosis.fullname" .root }}-{{ .component }}
  labels: {{- include "mosis.labels" . | nindent 4 }}
spec:
  maxUnavailable: 1
  selector: { matchLabels: { {{ include "mosis.selector" . | replace "\n" ", " }} } }
{{- end -}}

{{- define "mosis.cpuScaler" -}}
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata:
  name: {{ include "mosis.fullname" .root }}-{{ .component }}
  labels: {{- include "mosis.labels" . | nindent 4 }}
spec:
  scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: {{ include "mosis.fullname" .root }}-{{ .component }} }
  minReplicas: {{ .values.autoscaling.min }}
  maxReplicas: {{ .values.autoscaling.max }}
  metrics:
    - type: Resource
      resource: { name: cpu, target: { type: Utilization, averageUtilization: {{ .values.autoscaling.cpuPercent }} } }
  behavior:
    scaleDown: { stabilizationWindowSeconds: 300 }
{{- end -}}

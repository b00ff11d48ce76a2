{{- define "valkey.fullname" -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{- define "valkey.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "valkey.labels" -}}
{{ include "valkey.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: database
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{/* One entry of the Secret: the given value; else the one already in the cluster; else a new one. */}}
{{- define "valkey.secret" -}}
{{- $held := dig .entry "" (.held.data | default dict) -}}
{{- .given | default ($held | b64dec) | default (randAlphaNum 24) -}}
{{- end -}}

{{- define "valkey.secretValues" -}}
{{ .Values.auth.password }}
{{- end -}}

{{/* Changes with what is secret and tells nothing about it: scrypt stands between the two. */}}
{{- define "valkey.secretMark" -}}
{{- derivePassword 1 "maximum" (include "valkey.secretValues" .) .Release.Namespace .Release.Name | sha256sum | trunc 16 -}}
{{- end -}}

{{/* Memory in MiB that each preset allows. */}}
{{- define "valkey.memory" -}}
{{- get (dict "small" 128 "medium" 512 "large" 1024) .Values.resources.preset -}}
{{- end -}}

{{- define "valkey.resources" -}}
{{- $memory := include "valkey.memory" . | int -}}
{{- $cpu := get (dict "small" "250m" "medium" "500m" "large" "1") .Values.resources.preset -}}
{{- $request := get (dict "small" "20m" "medium" "50m" "large" "100m") .Values.resources.preset -}}
{{- $limits := dict "cpu" $cpu "memory" (printf "%dMi" $memory) -}}
{{- $requests := dict "cpu" $request "memory" (printf "%dMi" (div $memory 2)) -}}
limits: {{- merge (deepCopy .Values.resources.limits) $limits | toYaml | nindent 2 }}
requests: {{- merge (deepCopy .Values.resources.requests) $requests | toYaml | nindent 2 }}
{{- end -}}

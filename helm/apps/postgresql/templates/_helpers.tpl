{{- define "postgresql.fullname" -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{- define "postgresql.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "postgresql.labels" -}}
{{ include "postgresql.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: database
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{/* The given password; else the one already in the cluster; else a new one. */}}
{{- define "postgresql.password" -}}
{{- $held := lookup "v1" "Secret" .Release.Namespace (include "postgresql.fullname" .) -}}
{{- if .Values.auth.password -}}
{{- .Values.auth.password -}}
{{- else if $held -}}
{{- index $held.data "password" | b64dec -}}
{{- else -}}
{{- randAlphaNum 24 -}}
{{- end -}}
{{- end -}}

{{/* Changes with the password and tells nothing about it: scrypt stands between the two. */}}
{{- define "postgresql.passwordMark" -}}
{{- derivePassword 1 "maximum" .Values.auth.password .Release.Namespace .Release.Name | sha256sum | trunc 16 -}}
{{- end -}}

{{/* Memory in MiB that each preset allows. */}}
{{- define "postgresql.memory" -}}
{{- get (dict "small" 256 "medium" 512 "large" 1024) .Values.resources.preset -}}
{{- end -}}

{{- define "postgresql.sharedBuffers" -}}
{{- $memory := include "postgresql.memory" . | int -}}
{{- $wanted := .Values.configuration.sharedBuffers -}}
{{- if eq $wanted "auto" -}}
{{- printf "%dMB" (div $memory 4) -}}
{{- else if gt (trimSuffix "MB" $wanted | int) (div $memory 2) -}}
{{- fail (printf "Shared buffers of %s do not fit the size %s: choose at most %dMB, or a larger size." $wanted .Values.resources.preset (div $memory 2)) -}}
{{- else -}}
{{- $wanted -}}
{{- end -}}
{{- end -}}

{{- define "postgresql.resources" -}}
{{- $memory := include "postgresql.memory" . | int -}}
{{- $cpu := get (dict "small" "500m" "medium" "1" "large" "2") .Values.resources.preset -}}
{{- $request := get (dict "small" "50m" "medium" "100m" "large" "250m") .Values.resources.preset -}}
{{- $limits := dict "cpu" $cpu "memory" (printf "%dMi" $memory) -}}
{{- $requests := dict "cpu" $request "memory" (printf "%dMi" (div $memory 2)) -}}
limits: {{- merge (deepCopy .Values.resources.limits) $limits | toYaml | nindent 2 }}
requests: {{- merge (deepCopy .Values.resources.requests) $requests | toYaml | nindent 2 }}
{{- end -}}

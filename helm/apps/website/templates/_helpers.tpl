{{- define "website.fullname" -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{- define "website.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "website.labels" -}}
{{ include "website.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: web
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{/* The given password; else the one already in the cluster; else a new one. */}}
{{- define "website.password" -}}
{{- $held := lookup "v1" "Secret" .Release.Namespace (include "website.fullname" .) -}}
{{- if .Values.upload.password -}}
{{- .Values.upload.password -}}
{{- else if $held -}}
{{- index $held.data "password" | b64dec -}}
{{- else -}}
{{- randAlphaNum 24 -}}
{{- end -}}
{{- end -}}

{{/* Changes with user and password and tells nothing about them: scrypt stands between. */}}
{{- define "website.passwordMark" -}}
{{- $account := printf "%s/%s" .Release.Name .Values.upload.username -}}
{{- derivePassword 1 "maximum" .Values.upload.password .Release.Namespace $account | sha256sum | trunc 16 -}}
{{- end -}}

{{- define "website.resources" -}}
{{- $memory := get (dict "small" 64 "medium" 128 "large" 256) .Values.resources.preset -}}
{{- $cpu := get (dict "small" "250m" "medium" "500m" "large" "1") .Values.resources.preset -}}
{{- $request := get (dict "small" "10m" "medium" "25m" "large" "50m") .Values.resources.preset -}}
{{- $limits := dict "cpu" $cpu "memory" (printf "%dMi" $memory) -}}
{{- $requests := dict "cpu" $request "memory" (printf "%dMi" (div $memory 4)) -}}
limits: {{- merge (deepCopy .Values.resources.limits) $limits | toYaml | nindent 2 }}
requests: {{- merge (deepCopy .Values.resources.requests) $requests | toYaml | nindent 2 }}
{{- end -}}

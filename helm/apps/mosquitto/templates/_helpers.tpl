{{- define "mosquitto.fullname" -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{- define "mosquitto.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "mosquitto.labels" -}}
{{ include "mosquitto.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: broker
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{/* One entry of the Secret: the given value; else the one already in the cluster; else a new one. */}}
{{- define "mosquitto.secret" -}}
{{- $held := dig .entry "" (.held.data | default dict) -}}
{{- .given | default ($held | b64dec) | default (randAlphaNum 24) -}}
{{- end -}}

{{- define "mosquitto.secretValues" -}}
{{ .Values.auth.username }}/{{ .Values.auth.password }}
{{- end -}}

{{/* Changes with what is secret and tells nothing about it: scrypt stands between the two. */}}
{{- define "mosquitto.secretMark" -}}
{{- derivePassword 1 "maximum" (include "mosquitto.secretValues" .) .Release.Namespace .Release.Name | sha256sum | trunc 16 -}}
{{- end -}}

{{/* Memory in MiB that each preset allows. */}}
{{- define "mosquitto.memory" -}}
{{- get (dict "small" 64 "medium" 128 "large" 256) .Values.resources.preset -}}
{{- end -}}

{{- define "mosquitto.resources" -}}
{{- $memory := include "mosquitto.memory" . | int -}}
{{- $cpu := get (dict "small" "250m" "medium" "500m" "large" "1") .Values.resources.preset -}}
{{- $request := get (dict "small" "10m" "medium" "25m" "large" "50m") .Values.resources.preset -}}
{{- $limits := dict "cpu" $cpu "memory" (printf "%dMi" $memory) -}}
{{- $requests := dict "cpu" $request "memory" (printf "%dMi" (div $memory 2)) -}}
limits: {{- merge (deepCopy .Values.resources.limits) $limits | toYaml | nindent 2 }}
requests: {{- merge (deepCopy .Values.resources.requests) $requests | toYaml | nindent 2 }}
{{- end -}}

{{- define "nodeRed.fullname" -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{- define "nodeRed.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "nodeRed.labels" -}}
{{ include "nodeRed.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: flows
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{/* One entry of the Secret: the given value; else the one already in the cluster; else a new one. */}}
{{- define "nodeRed.secret" -}}
{{- $held := dig .entry "" (.held.data | default dict) -}}
{{- .given | default ($held | b64dec) | default (randAlphaNum 24) -}}
{{- end -}}

{{- define "nodeRed.secretValues" -}}
{{ .Values.admin.password }}/{{ .Values.flows.secret }}/{{ .Values.mqtt.password }}/{{ .Values.database.password }}
{{- end -}}

{{/* Changes with what is secret and tells nothing about it: scrypt stands between the two. */}}
{{- define "nodeRed.secretMark" -}}
{{- derivePassword 1 "maximum" (include "nodeRed.secretValues" .) .Release.Namespace .Release.Name | sha256sum | trunc 16 -}}
{{- end -}}

{{/* Memory in MiB that each preset allows. */}}
{{- define "nodeRed.memory" -}}
{{- get (dict "small" 256 "medium" 512 "large" 1024) .Values.resources.preset -}}
{{- end -}}

{{- define "nodeRed.resources" -}}
{{- $memory := include "nodeRed.memory" . | int -}}
{{- $cpu := get (dict "small" "500m" "medium" "1" "large" "2") .Values.resources.preset -}}
{{- $request := get (dict "small" "50m" "medium" "100m" "large" "200m") .Values.resources.preset -}}
{{- $limits := dict "cpu" $cpu "memory" (printf "%dMi" $memory) -}}
{{- $requests := dict "cpu" $request "memory" (printf "%dMi" (div $memory 2)) -}}
limits: {{- merge (deepCopy .Values.resources.limits) $limits | toYaml | nindent 2 }}
requests: {{- merge (deepCopy .Values.resources.requests) $requests | toYaml | nindent 2 }}
{{- end -}}

{{- define "odoo.fullname" -}}
{{- .Release.Name | trunc 53 | trimSuffix "-" -}}
{{- end -}}

{{- define "odoo.selectorLabels" -}}
app.kubernetes.io/name: {{ .Chart.Name | quote }}
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end -}}

{{- define "odoo.labels" -}}
{{ include "odoo.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: erp
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end -}}

{{/* One entry of the Secret: the given value; else the one already in the cluster; else a new one. */}}
{{- define "odoo.secret" -}}
{{- $held := dig .entry "" (.held.data | default dict) -}}
{{- .given | default ($held | b64dec) | default (randAlphaNum 24) -}}
{{- end -}}

{{- define "odoo.secretValues" -}}
{{ .Values.admin.password }}/{{ .Values.master.password }}/{{ .Values.database.password }}
{{- end -}}

{{/* Changes with what is secret and tells nothing about it: scrypt stands between the two. */}}
{{- define "odoo.secretMark" -}}
{{- derivePassword 1 "maximum" (include "odoo.secretValues" .) .Release.Namespace .Release.Name | sha256sum | trunc 16 -}}
{{- end -}}

{{/* Memory in MiB that each preset allows. */}}
{{- define "odoo.memory" -}}
{{- get (dict "small" 768 "medium" 1536 "large" 3072) .Values.resources.preset -}}
{{- end -}}

{{/* Bytes after which a worker is replaced once its request is done: an even share of the memory, at least 256 MiB. */}}
{{- define "odoo.workerMemory" -}}
{{- max 256 (div (include "odoo.memory" . | int) (add 1 .Values.workers)) | mul 1048576 -}}
{{- end -}}

{{- define "odoo.resources" -}}
{{- $memory := include "odoo.memory" . | int -}}
{{- $cpu := get (dict "small" "1" "medium" "2" "large" "4") .Values.resources.preset -}}
{{- $request := get (dict "small" "100m" "medium" "200m" "large" "400m") .Values.resources.preset -}}
{{- $limits := dict "cpu" $cpu "memory" (printf "%dMi" $memory) -}}
{{- $requests := dict "cpu" $request "memory" (printf "%dMi" (div $memory 2)) -}}
limits: {{- merge (deepCopy .Values.resources.limits) $limits | toYaml | nindent 2 }}
requests: {{- merge (deepCopy .Values.resources.requests) $requests | toYaml | nindent 2 }}
{{- end -}}

{{- define "operator.labels" -}}
app.kubernetes.io/name: paas-operator
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service | quote }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{- define "operator.selector" -}}
app.kubernetes.io/name: paas-operator
app.kubernetes.io/instance: {{ .Release.Name | quote }}
{{- end }}

{{/* Names of cluster-scoped objects carry namespace and account, so that several operators share a cluster. */}}
{{- define "operator.clusterName" -}}
{{ .Release.Namespace }}:{{ .Values.serviceAccount.name }}
{{- end }}

{{- define "operator.user" -}}
system:serviceaccount:{{ .Release.Namespace }}:{{ .Values.serviceAccount.name }}
{{- end }}

{{/* What the operator writes into the label woow.io/operator of its namespaces. */}}
{{- define "operator.owner" -}}
{{ printf "%s.%s" .Release.Namespace .Values.serviceAccount.name | trunc 63 }}
{{- end }}

{{/* The port of a URL. */}}
{{- define "operator.port" -}}
{{- $url := urlParse . -}}
{{- if regexMatch ":[0-9]+$" $url.host }}{{ regexFind "[0-9]+$" $url.host }}
{{- else if eq $url.scheme "https" }}443{{ else }}80{{ end -}}
{{- end }}

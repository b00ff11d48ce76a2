{{- define "website.page" -}}
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="theme-color" content="{{ .Values.site.themeColor }}">
<title>{{ .Values.site.title | html }}</title>
<style>
body { margin: 0; border-top: .75rem solid {{ .Values.site.themeColor }}; background: #fff; color: #1a1c21; font: 1.125rem/1.6 system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 4rem 1.5rem; overflow-wrap: anywhere; }
h1 { font-size: 2.5rem; line-height: 1.2; }
@media (prefers-color-scheme: dark) { body { background: #0f1323; color: #eef0f6; } }
</style>
</head>
<body>
<main>
<h1>{{ .Values.site.title | html }}</h1>
{{- range regexSplit "\n\\s*\n" (.Values.site.text | default "" | replace "\r" "") -1 }}
{{- with trim . }}
<p>{{ . | html | replace "\n" "<br>" }}</p>
{{- end }}
{{- end }}
</main>
</body>
</html>
{{- end -}}

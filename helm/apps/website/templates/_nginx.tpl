{{- define "website.nginx" -}}
pid /tmp/nginx.pid;
error_log stderr warn;
worker_processes 1;
events { worker_connections 512; }
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  charset utf-8;
  access_log /dev/stdout;
  server_tokens off;
  sendfile on;
  # Uploads wait on the volume they end up on, so that moving them there is a rename.
  client_body_temp_path /data/.incoming;
  proxy_temp_path /tmp/proxy;
  fastcgi_temp_path /tmp/fastcgi;
  uwsgi_temp_path /tmp/uwsgi;
  scgi_temp_path /tmp/scgi;
  server {
    listen 8080;
    server_name _;
    root /data/site;
    absolute_redirect off;
    client_max_body_size {{ .Values.upload.maxSizeMb }}m;
    add_header X-Content-Type-Options nosniff always;
    location = / {
      limit_except GET { deny all; }
      try_files /index.html @page;
    }
    location @page {
      root /etc/website/page;
      rewrite ^ /index.html break;
    }
    location / {
      autoindex {{ ternary "on" "off" .Values.upload.listFolders }};
      dav_methods PUT DELETE MKCOL COPY MOVE;
      create_full_put_path on;
      dav_access user:rw group:rw all:r;
      limit_except GET {
        auth_basic "Upload";
        auth_basic_user_file /run/secrets/website/htpasswd;
      }
    }
  }
}
{{- end -}}

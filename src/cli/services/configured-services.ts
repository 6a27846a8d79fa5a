import { redactUrl } from "../../http/redact-url.js";

/** What a service is used for. */
export type ServiceRole = "S3" | "tracker" | "queue" | "study" | "database" | "model server";

/** A service that a variable of the environment names. */
export interface ConfiguredService {
  readonly role: ServiceRole;
  readonly variable: string;
  /** The address with its credentials. */
  readonly url: string;
  /** The address without credentials and query. */
  readonly address: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Variables with an address, and the roles of their services. */
const roles: Readonly<Record<string, ServiceRole>> = {
  AWS_ENDPOINT_URL_S3: "S3",
  AWS_ENDPOINT_URL: "S3",
  MLFLOW_TRACKING_URI: "tracker",
  CUADERNO_QUEUE: "queue",
  CUADERNO_STUDY: "study",
  CUADERNO_SERVE_URL: "model server",
};

const databases = /^(mysql|mariadb|postgres|postgresql|sc):\/\//i;

/**
 * The services that an environment names: S3, tracker, queue, shared study, model server, and a database for each other
 * variable with a database's URL, such as SAKILA_URL.
 */
export function configuredServices(environment: Environment): readonly ConfiguredService[] {
  const named = Object.entries(roles).map(([variable, role]) => ({ role, variable, url: environment[variable] }));
  const others = Object.keys(environment)
    .filter((name) => roles[name] === undefined && databases.test(environment[name] ?? ""))
    .toSorted()
    .map((variable) => ({ role: "database" as const, variable, url: environment[variable] }));
  const services: ConfiguredService[] = [];
  for (const { role, variable, url } of [...named, ...others]) {
    if (url === undefined || url === "" || !/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) continue;
    if (services.some((other) => other.role === role && other.url === url)) continue;
    const [shown = url] = redactUrl(url).split(/[?#;]/);
    services.push({ role, variable, url, address: shown });
  }
  return services;
}

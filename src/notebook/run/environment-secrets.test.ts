import { describe, expect, it } from "vitest";
import { environmentSecrets } from "./environment-secrets.js";
import { secretMask } from "./secret-mask.js";

const value = "Zebra-4417-quartz";
const encoded = Buffer.from(`ana:${value}`).toString("base64");

describe("environmentSecrets", () => {
  it.each([
    ["PGPASSWORD", value],
    ["MYSQL_PWD", value],
    ["DB_PASS", value],
    ["DB_PASSWORD", value],
    ["REDIS_PASSWD", value],
    ["SSH_PASSPHRASE", value],
    ["OPENAI_API_KEY", value],
    ["MAPS_APIKEY", value],
    ["AWS_SECRET_ACCESS_KEY", value],
    ["STRIPE_KEY", value],
    ["DD_APP_KEY", value],
    ["ENCRYPTION_KEY", value],
    ["GITHUB_PAT", value],
    ["AZURE_DEVOPS_EXT_PAT", value],
    ["NPM_TOKEN", value],
    ["githubToken", value],
    ["dbPassword", value],
    ["clientSecret", value],
    ["apiKey", value],
    ["service-account-key", value],
    ["JWT_SECRET", value],
    ["COOKIE_SECRET", value],
    ["HTTP_AUTHORIZATION", `Bearer ${value}`],
    ["X_HEADER", `Authorization: Basic ${encoded}`],
    ["DATABASE_URL", `postgres://ana:${value}@host/db`],
    ["JDBC", `jdbc:postgresql://host/db?user=ana&password=${value}&ssl=true`],
    ["FEED", `https://api.example/v1?format=csv&api_key=${value}`],
    ["ODBC", `Server=host;Uid=ana;Password=${value};Encrypt=yes`],
    ["CONN", `host=db user=ana password='${value}' dbname=x`],
    ["STORAGE", `DefaultEndpointsProtocol=https;AccountName=a;AccountKey=${value}`],
    ["SETTINGS", JSON.stringify({ host: "db", db: { password: value } })],
    ["PGPASS", `db:5432:sales:ana:${value}`],
    ["userpwd", value],
    ["HMAC", value],
    ["OTP_SEED", value],
    ["BASIC_AUTH", `ana:${value}`],
    ["TF_VAR_password", value],
    ["KUBECONFIG_TEXT", `users:\n  client-key-data: ${value}\n`],
    ["NETRC", `machine host login ana password ${value}`],
    ["SOURCE", `Driver=x;Uid=ana;Pwd=${value};`],
    ["DISCORD_WEBHOOK", `https://discord.example/api/webhooks/12/${value}`],
    ["NODE_OPTIONS", `--title=x --token=${value}`],
  ])("hides the secret in %s=%s", (name, text) => {
    const mask = secretMask(environmentSecrets({ [name]: text }));
    expect(mask(`it is ${value}.`)).toBe("it is ***.");
    expect(mask(text)).not.toContain(value);
  });

  it.each([
    ["PWD", "/home/ana/project-1"],
    ["OLDPWD", "/home/ana/project-1"],
    ["PATH", "/usr/bin:/bin"],
    ["MONKEY", "banana-banana"],
    ["SORT_KEY", "created_at"],
    ["PRIMARY_KEY", "customer.id"],
    ["MAX_TOKENS", "100000"],
    ["HF_TOKENIZER", "bert-base-uncased"],
    ["USE_TOKEN", "true"],
    ["TOKEN_URL", "https://login.example/oauth/token"],
    ["PASSWORD_FILE", "/run/secrets/db-password"],
    ["GOOGLE_CREDENTIALS_FILE", "/etc/google.json"],
    ["COMPASS", "north-north-west"],
    ["BYPASS", "Proxy-9 and more"],
    ["NOTES", "first: one\nkey: no"],
    ["ZIP_CODE", "8320000-12"],
    ["SSL_KEY", "/etc/ssl/private/host-1.key"],
    ["GREETING", "name=ana; city=Lima"],
    ["HOMEPAGE", "https://example.org/a?page=2&sort=year"],
  ])("does not hide %s=%s", (name, text) => expect(environmentSecrets({ [name]: text })).toEqual([]));

  it.each(["ghp_", "glpat-", "pypi-", "sk-", "sk_live_", "hf_", "hvs."])("hides tokens that begin %s", (beginning) => {
    const token = `${beginning}${"a1B2".repeat(10)}`;
    expect(environmentSecrets({ SETTING: `use ${token} for it` })).toEqual([token]);
  });

  it("hides the URL of a webhook", () => {
    const url = "https://hooks.example/T0/B0/x7";
    expect(environmentSecrets({ SLACK_WEBHOOK_URL: url })).toEqual([url]);
  });

  it("hides and exempts variables that CUADERNO_SECRETS names", () => {
    const environment = { CUADERNO_SECRETS: "ACME_*, HOST_NAME !SORT_KEY", ACME_ID: "wolf", HOST_NAME: "db-7" };
    expect(environmentSecrets({ ...environment, SORT_KEY: "Year-2024" })).toEqual(["wolf", "db-7"]);
    expect(environmentSecrets({ ACME_ID: "wolf" }, { named: "ACME_*" })).toEqual(["wolf"]);
  });
});

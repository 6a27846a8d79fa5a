import type { CommandContext } from "../command.js";
import { checkService } from "./check-service.js";
import { configuredServices } from "./configured-services.js";

/** `cuaderno doctor --services`: each configured service with address, version, health and latency. */
export async function doctorServices(context: CommandContext, timeoutMs: number): Promise<void> {
  const { environment } = context;
  const services = configuredServices(environment);
  const checked = await Promise.all(
    services.map(async (service) => ({ service, state: await checkService(service, environment, timeoutMs) })),
  );
  const width = Math.max(0, ...services.map(({ address }) => address.length));
  for (const { service, state } of checked) {
    const { role, address } = service;
    const details = [
      state.version ?? "",
      state.latencyMs === undefined ? "" : `${state.latencyMs.toFixed(1)} ms`,
      `(${service.variable})`,
    ].filter((part) => part !== "");
    context.print(
      `${state.isUp ? "up  " : "DOWN"}  ${role.padEnd(12)}  ${address.padEnd(width)}  ${details.join("  ")}`,
    );
    for (const note of state.notes) context.print(`      ${note}`);
  }
  if (services.length === 0) {
    context.print(
      "no service is configured; set AWS_ENDPOINT_URL_S3, MLFLOW_TRACKING_URI, CUADERNO_QUEUE, CUADERNO_STUDY, CUADERNO_SERVE_URL or a database's URL",
    );
  }
  const down = checked.filter(({ state }) => !state.isUp).length;
  if (down > 0) context.print(`${down} of ${services.length} services ${down === 1 ? "is" : "are"} down`);
  context.result({
    services: checked.map(({ service: { role, variable, address }, state }) => ({ role, variable, address, ...state })),
    down,
  });
  if (down > 0) process.exitCode = 4;
}

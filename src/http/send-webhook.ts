import { errorMessage } from "../core/error-message.js";
import type { JsonObject } from "../core/json.js";
import { Retries } from "./retry-policy.js";
import { sendRequest } from "./send-request.js";

/**
 * Sends JSON to a webhook by POST, up to three times; resolves to undefined when it was accepted, else to the reason.
 * The address of a webhook is a secret and is not in the reason.
 */
export async function sendWebhook(url: string, body: JsonObject, caller: string): Promise<string | undefined> {
  const policy = { caller, retries: 2, timeoutMs: 10_000 };
  const headers = { "content-type": "application/json" };
  try {
    const request = { ...policy, method: "POST", headers, body: JSON.stringify(body) } as const;
    const { response, idle } = await sendRequest(url, request, new Retries(url, policy));
    idle.stop();
    await response.body?.cancel();
    return response.ok ? undefined : `${caller}: the webhook returned status ${response.status}`;
  } catch (thrown) {
    return errorMessage(thrown);
  }
}

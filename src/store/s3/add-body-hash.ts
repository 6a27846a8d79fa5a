/** The way into a command's request, as far as it is needed here. */
interface RequestSteps {
  add(
    step: (next: (given: { readonly request: unknown }) => Promise<unknown>) => (given: never) => Promise<unknown>,
    options: { readonly step: "build" },
  ): void;
}

const smallBytes = 256 * 1024;

/**
 * Puts the hash of a large body, which its signature covers, into the request beforehand. The SDK would compute it on the main thread,
 * where nothing else moves meanwhile; this runs on the thread pool. There is none over TLS, which proves the bytes by itself, and none where
 * the bytes do not leave this machine: it would cost more than sending them.
 */
export async function addBodyHash(steps: unknown, body: Uint8Array, service: string): Promise<void> {
  if (body.length < smallBytes) return;
  const hash = isOpenToOthers(service)
    ? Buffer.from(await crypto.subtle.digest("SHA-256", body as Uint8Array<ArrayBuffer>)).toString("hex")
    : "UNSIGNED-PAYLOAD";
  (steps as RequestSteps).add(
    (next) => async (given: { readonly request: { readonly headers: Record<string, string> } }) => {
      given.request.headers["x-amz-content-sha256"] = hash;
      return next(given);
    },
    { step: "build" },
  );
}

function isOpenToOthers(service: string): boolean {
  return /^http:/.test(service) && !/^http:\/\/(localhost|127(\.\d+){3}|\[::1\])(:|\/|$)/.test(service);
}

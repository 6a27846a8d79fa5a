import { spawn } from "node:child_process";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Readable, Writable } from "node:stream";
import { pathToFileURL } from "node:url";
import { EnvironmentError, InterruptedError, TimeoutError } from "../../core/errors.js";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import { findChromium } from "../../host/find-chromium.js";

/** A page that is open in a headless browser. */
export interface OpenPage {
  /** Result of a DevTools protocol command sent to the page. */
  send<Result = unknown>(method: string, parameters?: object): Promise<Result>;
  /** The value of an expression in the page. */
  evaluate<Value>(expression: string): Promise<Value>;
}

/** Settings of `openInChromium`. */
export interface OpenOptions {
  readonly signal?: AbortSignal | undefined;
  /** Limit of opening and `visit`. Default: two minutes. */
  readonly timeoutMs?: number | undefined;
}

/**
 * Opens an HTML file in a headless Chromium without network, waits until its figures are drawn, and calls `visit` with
 * it. The browser is always closed and its profile removed.
 */
export async function openInChromium<Result>(
  path: string,
  visit: (page: OpenPage) => Promise<Result>,
  { signal, timeoutMs = 120_000 }: OpenOptions = {},
): Promise<Result> {
  const program = findChromium();
  const profile = makeTemporaryFolder(join(tmpdir(), "cuaderno-chromium-"), "openInChromium");
  const args = [
    "--headless",
    "--remote-debugging-pipe",
    `--user-data-dir=${profile}`,
    "--no-first-run",
    "--disable-gpu",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-extensions",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    // Chromium refuses to start as root with its sandbox on; the pages that it opens here are exported by this library,
    // and run only its script.
    ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
    "about:blank",
  ];
  const child = spawn(program, args, { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });
  const ended = new Promise<void>((done) => child.once("close", () => done()));
  const failed = new Promise<never>((_, refuse) => {
    child.once("error", (cause) =>
      refuse(
        new EnvironmentError(`openInChromium: cannot start ${program}: ${cause.message}; check the path of Chromium`, {
          cause,
        }),
      ),
    );
    child.once("exit", (code, by) =>
      refuse(
        new EnvironmentError(
          `openInChromium: ${program} ended unexpectedly (${by ?? `code ${code}`}); run it again, or name another browser in CUADERNO_CHROMIUM`,
        ),
      ),
    );
    const stop = (): void => refuse(new InterruptedError("openInChromium: interrupted; run it again"));
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop, { once: true });
  });
  failed.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, refuse) => {
    const say = (): void =>
      refuse(new TimeoutError(`openInChromium: ${path} timed out after ${timeoutMs / 1_000} s; raise timeoutMs`));
    timer = setTimeout(say, timeoutMs);
  });
  try {
    const work = openPage(child.stdio[3] as Writable, child.stdio[4] as Readable, path).then(visit);
    return await Promise.race([work, failed, late]);
  } finally {
    clearTimeout(timer);
    child.kill("SIGKILL");
    await ended;
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

async function openPage(to: Writable, from: Readable, path: string): Promise<OpenPage> {
  const send = connect(to, from);
  const { targetInfos } = await send<{ readonly targetInfos: readonly { type: string; targetId: string }[] }>(
    "Target.getTargets",
  );
  const targetId = targetInfos.find(({ type }) => type === "page")?.targetId ?? "";
  const { sessionId } = await send<{ readonly sessionId: string }>("Target.attachToTarget", {
    targetId,
    flatten: true,
  });
  const page: OpenPage = {
    send: (method, parameters = {}) => send(method, parameters, sessionId),
    evaluate: async <Value>(expression: string) => {
      const { result } = await page.send<{ readonly result: { readonly value: Value } }>("Runtime.evaluate", {
        expression,
        awaitPromise: true,
        returnByValue: true,
      });
      return result.value;
    },
  };
  await page.send("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: "light" }] });
  await page.send("Page.navigate", { url: pathToFileURL(resolve(path)).href });
  await page.evaluate(drawn);
  return page;
}

/** Waits for the page, and for its figures where it has some. */
const drawn = `new Promise((done) => {
  const look = () => document.readyState === "complete" && (!document.getElementById("plotly_source") || document.documentElement.dataset.figures === "drawn") ? done(true) : setTimeout(look, 30);
  look();
})`;

type Send = <Result>(method: string, parameters?: object, sessionId?: string) => Promise<Result>;

/** Messages go through two pipes as JSON, each ended by a zero byte. */
function connect(to: Writable, from: Readable): Send {
  const waiting = new Map<number, { done: (result: never) => void; refuse: (error: Error) => void }>();
  const parts: Buffer[] = [];
  const receive = (text: string): void => {
    const { id, result, error } = JSON.parse(text) as {
      readonly id?: number | undefined;
      readonly result?: never | undefined;
      readonly error?: { readonly message: string } | undefined;
    };
    const request = waiting.get(id ?? -1);
    waiting.delete(id ?? -1);
    if (error !== undefined)
      request?.refuse(new EnvironmentError(`openInChromium: the browser reports: ${error.message}; run it again`));
    else request?.done(result as never);
  };
  from.on("data", (chunk: Buffer) => {
    let start = 0;
    for (let end = chunk.indexOf(0); end >= 0; end = chunk.indexOf(0, start)) {
      receive(Buffer.concat([...parts.splice(0), chunk.subarray(start, end)]).toString());
      start = end + 1;
    }
    if (start < chunk.length) parts.push(chunk.subarray(start));
  });
  from.on("error", () => undefined);
  to.on("error", () => undefined);
  let last = 0;
  return (method, params = {}, sessionId) =>
    new Promise((done, refuse) => {
      const id = ++last;
      waiting.set(id, { done, refuse });
      to.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
}

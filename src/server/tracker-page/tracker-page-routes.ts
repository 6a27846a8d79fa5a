import { createHash } from "node:crypto";
import { fileTracker } from "../../tracking/files/file-tracker.js";
import { newestFirst } from "../../tracking/files/run-index.js";
import { fileRegistry } from "../../tracking/registry/file-registry.js";
import type { RunRecord } from "../../tracking/tracker.js";
import { HttpProblem } from "../http-problem.js";
import type { Reply } from "../reply.js";
import { integerParameter, jsonReply, type Route, type ServiceRequest } from "../service-request.js";
import { ownedArtifacts } from "../tracker/owned-artifacts.js";
import type { TrackerStore } from "../tracker/tracker-store.js";
import { journalStudies } from "./journal-studies.js";
import {
  comparedForPage,
  historyForPage,
  listForPage,
  modelsForPage,
  type ReadRegistry,
  type ReadTracker,
  runForPage,
} from "./page-reader.js";
import { sendSandboxedArtifact } from "./sandboxed-artifact.js";
import { previewTable } from "./table-preview.js";
import { contentPolicy, trackerPage } from "./tracker-page.js";

/** Runs and metrics whose histories one request reads at most. */
const maxSeries = 4_000;

/** The page of the tracker at `/`, and the data it reads. */
export function trackerPageRoutes(store: TrackerStore): Route[] {
  const tracker = indexedTracker(store);
  const registry: ReadRegistry = fileRegistry({
    ...store.folder,
    tracker,
    user: store.user,
    // Nothing is written through it.
    exclusively: async (_file, work) => await work(),
  });
  return [
    // The page has no data, and a form for the credential.
    { method: "get", path: "/", isOpen: true, handle: () => pageResponse() },
    {
      method: "get",
      path: "/api/cuaderno/runs",
      handle: async ({ query, request }) =>
        taggedReply(
          request,
          await listForPage(tracker, {
            experiments: query.getAll("experiment"),
            filter: query.get("filter") ?? "",
            extra: query.getAll("extra"),
            deleted: query.get("deleted") === "1",
          }),
        ),
    },
    {
      method: "get",
      path: "/api/cuaderno/runs/{id}",
      handle: async ({ params, request }) => taggedReply(request, await runForPage(tracker, registry, params.id ?? "")),
    },
    {
      method: "get",
      path: "/api/cuaderno/compare",
      handle: async (call) => taggedReply(call.request, await compared(tracker, call)),
    },
    {
      method: "get",
      path: "/api/cuaderno/history",
      handle: async (call) => taggedReply(call.request, await history(tracker, call)),
    },
    {
      method: "get",
      path: "/api/cuaderno/models",
      handle: async ({ request }) => taggedReply(request, await modelsForPage(tracker, registry)),
    },
    {
      method: "get",
      path: "/api/cuaderno/table",
      handle: async ({ query }) =>
        jsonReply(await previewTable(store, { id: query.get("run_id") ?? "", path: query.get("path") ?? "" })),
    },
    {
      method: "get",
      path: "/api/cuaderno/journal",
      handle: async ({ query }) => {
        const path = query.get("path") ?? "";
        const artifacts = ownedArtifacts(store.folder, store.run(query.get("run_id") ?? ""));
        return jsonReply(journalStudies(await artifacts.readText(path), path));
      },
    },
    {
      method: "get",
      path: "/artifact/{id}/{path+}",
      handle: ({ params, query }) =>
        sendSandboxedArtifact(store, {
          id: params.id ?? "",
          path: params.path ?? "",
          withScripts: query.get("scripts") === "1",
        }),
    },
  ];
}

/** The tracker of the folder; runs are listed from the index. */
function indexedTracker(store: TrackerStore): ReadTracker & ReturnType<typeof fileTracker> {
  const tracker = fileTracker({ ...store.folder, user: store.user });
  return {
    ...tracker,
    runs: async ({ experiment, deleted = false, limit } = {}) => {
      const experiments = store.experiments().filter((one) => !one.deleted);
      const chosen = experiments.filter(
        ({ id, name }) => experiment === undefined || experiment === id || experiment === name,
      );
      // The tracker names the experiment that does not exist.
      if (chosen.length === 0) return await tracker.runs({ experiment, deleted, limit });
      const lists: (readonly RunRecord[])[] = [];
      for (const one of chosen) lists.push(await store.index.records(one, deleted));
      // The index has the records of an experiment in order.
      const runs = lists.length === 1 ? (lists[0] ?? []) : lists.flat().sort(newestFirst);
      return limit === undefined ? runs : runs.slice(0, limit);
    },
  };
}

/** Runs that one request compares at most. */
const maxCompared = 500;

async function compared(tracker: ReadTracker, { query }: ServiceRequest): Promise<object> {
  const ids = query.getAll("run");
  if (ids.length <= maxCompared) return await comparedForPage(tracker, ids);
  throw new HttpProblem(422, `run: ${ids.length} runs are too many; the limit is ${maxCompared}`);
}

/** JSON with a tag of its content; without content when the page has that already. */
function taggedReply({ headers }: ServiceRequest["request"], value: object): Reply | Response {
  const reply = jsonReply(value);
  const etag = `"${createHash("sha1").update(reply.content).digest("base64url")}"`;
  if (headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers: { etag } });
  return { ...reply, headers: { ...reply.headers, etag } };
}

async function history(tracker: ReadTracker, request: ServiceRequest): Promise<object> {
  const [runs, metrics] = [request.query.getAll("run"), request.query.getAll("metric")];
  if (runs.length * metrics.length > maxSeries) {
    throw new HttpProblem(
      422,
      `run, metric: ${runs.length} runs with ${metrics.length} metrics are too many; the limit is ${maxSeries} series`,
    );
  }
  const points = integerParameter(request, "points", { max: 10_000, initial: 1_000 });
  return await historyForPage(tracker, { runs, metrics, points });
}

function pageResponse(): Response {
  return new Response(trackerPage({ title: "Runs" }), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy": contentPolicy({ offline: false }),
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}

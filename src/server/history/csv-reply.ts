import type { Reply } from "../reply.js";

/** A CSV to save under a name. */
export function csvReply(content: string, name: string): Reply {
  return {
    status: 200,
    headers: {
      "content-type": "text/csv; charset=utf-8",
      "cache-control": "no-store",
      "content-disposition": `attachment; filename="${name}"`,
    },
    content,
  };
}

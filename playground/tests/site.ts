/** The built page on a port of this machine, as any server of static files would have it. */

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
};

export const DIST = fileURLToPath(new URL("../dist/", import.meta.url));

export interface Site {
  /** Where the page stands, with a slash at its end. */
  readonly address: string;
  readonly close: () => Promise<void>;
}

/** Serves the page under a path, which begins and ends with a slash. */
export async function site(under = "/"): Promise<Site> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? "/", "http://localhost").pathname;
    const inside = path.startsWith(under) ? path.slice(under.length) : undefined;
    const file = normalize(inside === "" ? "index.html" : (inside ?? ".."));
    const answer = file.startsWith("..") ? Promise.reject(new Error("outside")) : readFile(join(DIST, file));
    answer.then(
      (bytes) => {
        response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
        response.end(bytes);
      },
      () => response.writeHead(404).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("the server has no port");
  return {
    address: `http://127.0.0.1:${at.port}${under}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

import { describe, expect, it, vi } from "vitest";
import { changes, Compiler, type Port } from "./client";
import type { Request } from "./protocol";

function setup() {
  const ports: (Port & { posted: Request[]; terminated: boolean })[] = [];
  const compiler = new Compiler(() => {
    const port = {
      posted: [] as Request[],
      terminated: false,
      onmessage: null,
      onerror: null,
      postMessage: (request: Request) => void port.posted.push(request),
      terminate: () => void (port.terminated = true),
    };
    ports.push(port);
    return port;
  });
  const answer = (answer: unknown): void => {
    const port = ports.at(-1);
    port?.onmessage?.({ data: { id: port.posted.at(-1)?.id ?? 0, answer } });
  };
  return { compiler, ports, answer, posted: () => ports.at(-1)?.posted ?? [] };
}

describe("the compiler", () => {
  it("is asked one question at a time, and a newer one replaces one that waits", async () => {
    const { compiler, answer, posted } = setup();
    const first = compiler.ask({}, "text", "1");
    const second = compiler.ask({}, "text", "2");
    const third = compiler.ask({}, "text", "3");
    expect(posted()).toHaveLength(1);
    expect(await second).toBeUndefined();
    answer("one");
    expect(await first).toBe("one");
    expect(posted().map((request) => request.asked)).toEqual([["1"], ["3"]]);
    answer("three");
    expect(await third).toBe("three");
  });

  it("answers what is typed for first", () => {
    const { compiler, answer, posted } = setup();
    void compiler.ask({}, "version");
    void compiler.ask({}, "format", "a", "");
    void compiler.ask({}, "complete", { entry: "a" }, "a", 0);
    answer("0.1.0");
    expect(posted().at(-1)?.method).toBe("complete");
  });

  it("sends only what has changed", () => {
    const { compiler, answer, posted } = setup();
    void compiler.ask({ a: "1", b: "1" }, "version");
    answer("");
    void compiler.ask({ a: "2", c: "1" }, "version");
    expect(posted().map((request) => request.changes)).toEqual([
      [{ path: "a", text: "1" }, { path: "b", text: "1" }],
      [{ path: "b" }, { path: "a", text: "2" }, { path: "c", text: "1" }],
    ]);
  });

  it("is replaced when it breaks down, and the new one is told everything", async () => {
    const { compiler, ports, posted } = setup();
    const broken = compiler.ask({ a: "1" }, "text", "x");
    const failed = expect(broken).rejects.toThrow("unreachable");
    ports[0]?.onmessage?.({ data: { id: 1, failure: "unreachable", fatal: true } });
    await failed;
    expect(ports[0]?.terminated).toBe(true);
    void compiler.ask({ a: "1" }, "version");
    expect(posted().at(-1)?.changes).toEqual([{ path: "a", text: "1" }]);
  });

  it("goes on after an error that was thrown on purpose", async () => {
    const { compiler, ports } = setup();
    const refused = expect(compiler.ask({}, "version")).rejects.toThrow("no such option");
    ports[0]?.onmessage?.({ data: { id: 1, failure: "no such option", fatal: false } });
    await refused;
    expect(ports).toHaveLength(1);
  });

  it("is given up when it does not answer", async () => {
    vi.useFakeTimers();
    const { compiler, ports } = setup();
    const failed = expect(compiler.ask({}, "version")).rejects.toThrow("too long");
    vi.advanceTimersByTime(60_000);
    await failed;
    expect(ports).toHaveLength(2);
    vi.useRealTimers();
  });
});

it("changes from one project to the same are none", () => {
  expect(changes({ a: "1" }, { a: "1" })).toEqual([]);
});

/** The page's end of the worker: questions go out one at a time, and a newer question replaces one of its kind that still waits. */

import type { Files } from "fluo-wasm";
import { ORDER, type Answer, type Asked, type Change, type Method, type Request, type Response } from "./protocol";

/** How long an answer may take before the worker is given up, in milliseconds. */
const PATIENCE = 20_000;

/** What a worker must do; the tests have one of their own. */
export interface Port {
  postMessage(request: Request): void;
  terminate(): void;
  onmessage: ((event: { data: Response }) => void) | null;
  onerror: ((event: { message: string }) => void) | null;
}

interface Waiting {
  readonly method: Method;
  readonly asked: readonly unknown[];
  readonly files: Files;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (reason: Error) => void;
}

/** The compiler, as the page sees it. */
export class Compiler {
  #port: Port;
  readonly #spawn: () => Port;
  #sent: Files = {};
  #id = 0;
  #flight: { id: number; waiting: Waiting; timer: ReturnType<typeof setTimeout> } | undefined;
  readonly #waiting = new Map<Method, Waiting>();

  constructor(spawn: () => Port) {
    this.#spawn = spawn;
    this.#port = this.#open();
  }

  /**
   * Asks about a program. The answer is `undefined` if a newer question of the same kind was put before this one could be
   * sent. It is rejected if the compiler broke down; the next question then meets a new one.
   */
  ask<M extends Method>(files: Files, method: M, ...asked: Asked<M>): Promise<Answer<M> | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.get(method)?.resolve(undefined);
      this.#waiting.set(method, { method, asked, files, resolve: (answer) => resolve(answer as Answer<M>), reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#flight !== undefined) return;
    const method = ORDER.find((one) => this.#waiting.has(one));
    const waiting = method === undefined ? undefined : this.#waiting.get(method);
    if (waiting === undefined) return;
    this.#waiting.delete(waiting.method);
    this.#id += 1;
    const request = { id: this.#id, changes: changes(this.#sent, waiting.files), method: waiting.method, asked: waiting.asked };
    this.#sent = waiting.files;
    const timer = setTimeout(() => this.#break("it took too long"), PATIENCE);
    this.#flight = { id: this.#id, waiting, timer };
    this.#port.postMessage(request);
  }

  #receive(response: Response): void {
    const flight = this.#flight;
    if (flight === undefined || response.id !== flight.id) return;
    if ("failure" in response && response.fatal) return this.#break(response.failure);
    clearTimeout(flight.timer);
    this.#flight = undefined;
    if ("failure" in response) flight.waiting.reject(new Error(response.failure));
    else flight.waiting.resolve(response.answer);
    this.#next();
  }

  /** After a failure the instance is in an unknown state: it is thrown away. */
  #break(reason: string): void {
    const flight = this.#flight;
    this.#flight = undefined;
    this.#sent = {};
    this.#port.terminate();
    this.#port = this.#open();
    if (flight !== undefined) {
      clearTimeout(flight.timer);
      flight.waiting.reject(new Error(reason));
    }
    this.#next();
  }

  #open(): Port {
    const port = this.#spawn();
    port.onmessage = (event) => this.#receive(event.data);
    port.onerror = (event) => this.#break(event.message || "it could not be loaded");
    return port;
  }
}

/** What turns one set of sources into another. */
export function changes(from: Files, to: Files): Change[] {
  const gone = Object.keys(from).filter((path) => !(path in to)).map((path) => ({ path }));
  const written = Object.entries(to).filter(([path, text]) => from[path] !== text).map(([path, text]) => ({ path, text }));
  return [...gone, ...written];
}

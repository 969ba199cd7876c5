// What somebody writes who installs the package: each part of it, once.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { check, codes, compile, environments, explain, format, init, version, Workspace } from "fluo-wasm";

const program = 'component web: service { image: "nginx:1.27", port http: 8080 }\nenvironment dev {}\n';

assert.throws(() => version(), /write `await init\(\)` before `version`/);
assert.throws(() => new Workspace(), /before `new Workspace`/);
// A module that is none is refused, and the next attempt begins anew.
await assert.rejects(init(new Uint8Array([1, 2, 3])));
await Promise.all([init(), init()]);

const { version: published } = createRequire(import.meta.url)("fluo-wasm/package.json");
assert.equal(version(), published);

const good = compile({ "app.fluo": program }, "app.fluo");
assert.deepEqual(good.diagnostics, []);
assert.deepEqual(good.targets, ["dev"]);
assert.match(good.manifests, /kind: Deployment/);
assert.match(good.files["nodes/web/deployment-web.yaml"], /image: "?nginx:1\.27/);

const bad = check({ "app.fluo": program.replace("8080", "80800") }, "app.fluo");
assert.equal(bad.diagnostics.length, 1);
const { place } = bad.diagnostics[0].labels[0];
assert.equal(program.replace("8080", "80800").slice(place.start, place.end), "80800");

assert.equal(compile({ "app.fluo": "nonsense" }, "app.fluo").files, undefined);
assert.equal(check({}, "gone.fluo").diagnostics.length, 1);
const [environment, ...others] = environments({ "app.fluo": program }, "app.fluo");
assert.deepEqual([environment.name, environment.clusters, others], ["dev", [], []]);
assert.equal(program.slice(environment.place.start, environment.place.end), "dev");

const formatted = format("app.fluo", "environment   dev{}");
assert.equal(formatted.text, "environment dev {}\n");
assert.equal(format("app.fluo", formatted.text).text, formatted.text);
assert.equal(format("app.fluo", "environment {").text, undefined);

assert.equal((await explain("E0302")).code, "E0302");
assert.equal(await explain("E9999"), undefined);
assert.ok(codes().some(({ code }) => code === "E0302"));

const workspace = new Workspace({ "app.fluo": program });
assert.equal(workspace.build("app.fluo").stale, false);
const path = "nodes/web/deployment-web.yaml";
const image = workspace.fields(path).find(({ pointer }) => pointer.endsWith("/image"));
const source = image.chain.at(-1).place;
assert.equal(program.slice(source.start, source.end).includes("nginx:1.27"), true);
assert.ok(workspace.decided(source.file, source.start, source.end).some((field) => field.path === path));
workspace.write("app.fluo", program.replace("8080", "80800"));
assert.equal(workspace.build("app.fluo").stale, true);
assert.equal(workspace.text(path), good.files[path]);
workspace.free();

// The module is there for whoever has to hand it over himself.
await readFile(createRequire(import.meta.url).resolve("fluo-wasm/fluo_wasm_bg.wasm"));
console.log("done");

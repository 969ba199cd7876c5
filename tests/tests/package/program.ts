// The types that the package comes with, under the strictest reading. It is checked, not run.
import {
  check,
  type Compilation,
  compile,
  type Diagnostic,
  explain,
  type Files,
  format,
  init,
  type Options,
  version,
  Workspace,
} from "fluo-wasm";

const files: Files = { "app.fluo": "environment dev {}\n" };
const options: Options = { environment: "dev" };

export async function main(): Promise<readonly string[]> {
  await init();
  const compiled: Compilation = compile(files, "app.fluo", options);
  const found: readonly Diagnostic[] = [...compiled.diagnostics, ...check(files, "app.fluo").diagnostics];
  const places = found.flatMap(({ labels }) => labels.map(({ place }) => `${place.file}:${place.line}`));
  const fixes = found.flatMap((one) => one.fixes.filter(({ applicability }) => applicability === "safe"));
  const manifests: string | undefined = compiled.manifests;
  const tree: Files | undefined = compiled.files;
  const text: string | undefined = format("app.fluo", "").text;
  const page: string | undefined = (await explain("E0302"))?.page;
  using workspace = new Workspace(files);
  const built = workspace.build("app.fluo");
  const deciding = built.files.flatMap(({ path }) => workspace.fields(path).map(({ chain }) => chain.at(-1)?.place.line));
  // @ts-expect-error an entry is a path
  compile(files, 1);
  // @ts-expect-error the name of an option
  compile(files, "app.fluo", { enviroment: "dev" });
  return [version(), ...places, ...fixes.map(({ title }) => title), `${manifests} ${text} ${page}`, `${tree} ${deciding}`];
}

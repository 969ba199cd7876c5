// Answers each line of input, a program as JSON, with a line of what the compiler for JavaScript makes of it.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const { check, compile, init, Workspace } = await import(pathToFileURL(process.argv[2]).href);
await init();

/** What an editor gets of the same program, which must be the same. */
function inWorkspace({ files, entry, options }) {
  const workspace = new Workspace(files);
  try {
    const built = workspace.build(entry, options);
    const texts = built.files.map(({ path }) => [path, workspace.text(path)]);
    return { diagnostics: built.diagnostics, targets: built.targets, files: Object.fromEntries(texts), stale: built.stale };
  } finally {
    workspace.free();
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const program = JSON.parse(line);
  const { files, entry, options } = program;
  const answer = {
    compiled: compile(files, entry, options),
    checked: check(files, entry, options),
    held: inWorkspace(program),
  };
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}

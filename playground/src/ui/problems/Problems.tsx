import { useComputed } from "@preact/signals";
import type { Diagnostic, Fix, Label } from "fluo-wasm";
import { diagnostics, errors, trouble, warnings } from "../../output/build";
import { files } from "../../project/store";
import { plural } from "../Decides";
import { applyFix, reveal } from "../editing";
import { Icon } from "../Icon";
import { Trouble } from "../Trouble";
import { explain } from "../view";

/** Everything that the compiler has to say, by file. */
export default function Problems() {
  const groups = useComputed(() => grouped(diagnostics.value));
  if (trouble.value !== undefined) return <Trouble />;
  if (diagnostics.value.length === 0) return <div class="empty"><p>No problems.</p></div>;
  return (
    <div class="problems" data-testid="problems">
      <p class="summary">{plural(errors.value, "error")}, {plural(warnings.value, "warning")}</p>
      {groups.value.map(([path, found]) => (
        <section key={path} aria-label={path}>
          <h3 class="code">{path}</h3>
          <ul>
            {found.map((one, index) => (
              <li key={`${one.code}:${one.labels[0]?.place.start}:${index}`}>
                <Problem diagnostic={one} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** Files with errors first, each with its own errors first. */
function grouped(all: readonly Diagnostic[]): [string, Diagnostic[]][] {
  const groups = new Map<string, Diagnostic[]>();
  const severe = (one: Diagnostic): number => (one.severity === "error" ? 0 : 1);
  for (const one of all.toSorted((a, b) => severe(a) - severe(b))) {
    const path = one.labels[0]?.place.file ?? "the program";
    groups.set(path, [...(groups.get(path) ?? []), one]);
  }
  return Array.from(groups);
}

function Problem({ diagnostic }: { readonly diagnostic: Diagnostic }) {
  const { code, severity, message, labels, helps, fixes, environments } = diagnostic;
  return (
    <article class="problem" data-severity={severity} data-testid={`problem:${code}`}>
      <h4>
        <Icon name={severity} />
        <span class="unseen">{severity} </span>
        <span><Words text={message} /></span>
        <button type="button" class="link code" aria-label={`Explain ${code}`} onClick={() => explain(code)}>{code}</button>
      </h4>
      <ul class="labels">
        {labels.map((label, index) => (
          <li key={index}><LabelLine label={label} /></li>
        ))}
      </ul>
      {helps.map((help) => (
        <p key={help} class="help-text"><b>help</b> <Words text={help} /></p>
      ))}
      {environments.length > 0 ? <p class="muted">in {environments.join(", ")}</p> : null}
      {fixes.length > 0 ? <div class="fixes">{fixes.map((fix) => <FixButton key={fix.title} fix={fix} />)}</div> : null}
    </article>
  );
}

function LabelLine({ label: { place, text, primary } }: { readonly label: Label }) {
  const own = place.file in files.value;
  const where = `${place.file}:${place.line}:${place.column}`;
  return (
    <>
      {own ? (
        <button type="button" class="link code" data-testid={primary ? "problem-place" : undefined} onClick={() => reveal(place)}>{where}</button>
      ) : (
        <span class="code muted">{where}</span>
      )}{" "}
      <span class={primary ? "" : "muted"}><Words text={text} /></span>
    </>
  );
}

const SAYS: Readonly<Record<Fix["applicability"], string | undefined>> = {
  safe: undefined,
  unsafe: "may change more than what is wrong: read it afterwards",
  placeholder: "leaves a gap for you to fill",
};

function FixButton({ fix }: { readonly fix: Fix }) {
  const says = SAYS[fix.applicability];
  return (
    <span class="fix">
      <button type="button" class="plain-button" data-testid="fix" onClick={() => applyFix(fix)}><Words text={fix.title} /></button>
      {says === undefined ? null : <span class="muted">{says}</span>}
    </span>
  );
}

/** Text with its backticks as code. */
export function Words({ text }: { readonly text: string }) {
  return <>{text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}

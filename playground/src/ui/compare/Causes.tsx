import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Step } from "fluo-wasm";
import { ask } from "../../compiler";
import type { SideName } from "../../compiler/protocol";
import { byCause, differences, type Cause, type Difference } from "../../output/causes";
import { dotted } from "../../output/fields";
import { mark } from "../../output/kinds";
import type { Pair } from "../../output/match";
import { files } from "../../project/store";
import { sourceText } from "../Chain";
import { plural } from "../Decides";
import { reveal } from "../editing";

type OnLine = (side: SideName, path: string, line: number) => void;

interface Props {
  readonly pairs: readonly Pair[];
  readonly onLine: OnLine;
}

/** The lines of the sources that make the environments differ, each with what it changes. */
export function Causes({ pairs, onLine }: Props) {
  const causes = useSignal<readonly Cause[] | undefined>(undefined);
  useEffect(() => {
    let gone = false;
    void collect(pairs, () => gone).then((found) => {
      if (!gone) causes.value = byCause(found);
    }, () => undefined);
    return () => {
      gone = true;
    };
  }, [pairs]);
  if (causes.value === undefined) return <p class="hint" role="status">Looking for the lines that make the difference…</p>;
  return (
    <>
      {causes.value.map((cause, index) => (
        <CauseGroup key={`${cause.step?.place.file}:${cause.step?.place.line}:${cause.step?.layer}`} cause={cause} open={index < 3} onLine={onLine} />
      ))}
    </>
  );
}

/** Asks pair by pair, so that typing goes first. */
async function collect(pairs: readonly Pair[], gone: () => boolean): Promise<Difference[]> {
  const found: Difference[] = [];
  for (const pair of pairs) {
    if (gone()) break;
    const fields = await ask("pairFields", pair.left?.path, pair.right?.path);
    if (fields !== undefined) found.push(...differences(pair, fields));
  }
  return found;
}

function CauseGroup({ cause: { step, differences: all }, open, onLine }: { readonly cause: Cause; readonly open: boolean; readonly onLine: OnLine }) {
  const expanded = useSignal(open);
  const objects = new Set(all.map((one) => one.path)).size;
  return (
    <details class="cause" open={expanded.value} onToggle={(event) => (expanded.value = event.currentTarget.open)} data-testid="cause">
      <summary>
        <span class="name code">{step === undefined ? "fluo itself" : `${step.place.file}:${step.place.line}`}</span>
        {step === undefined ? <span class="text">follows from the rest</span> : <code class="text" title={step.layer}>{sourceText(step.place)}</code>}
        <span class="total" title={`${plural(all.length, "difference")} in ${plural(objects, "file")}`}>
          {all.length}
          <span class="unseen"> differences in {plural(objects, "file")}</span>
        </span>
      </summary>
      {expanded.value ? <CauseBody step={step} all={all} onLine={onLine} /> : null}
    </details>
  );
}

/** More than anybody reads; the rest is counted. */
const MOST = 60;

function CauseBody({ step, all, onLine }: { readonly step: Step | undefined; readonly all: readonly Difference[]; readonly onLine: OnLine }) {
  return (
    <>
      {step !== undefined && step.place.file in files.value ? (
        <button type="button" class="link step-button" onClick={() => reveal(step.place)}>Go to the line</button>
      ) : null}
      <ul>
        {all.slice(0, MOST).map((one) => (
          <li key={`${one.side}:${one.path}:${one.line}`}><ChangeLine change={one} onLine={onLine} /></li>
        ))}
      </ul>
      {all.length > MOST ? <p class="hint">and {all.length - MOST} more</p> : null}
    </>
  );
}

function ChangeLine({ change, onLine }: { readonly change: Difference; readonly onLine: OnLine }) {
  const { kind, name, pointer, before, after, side, path, line } = change;
  const short = kind === undefined ? undefined : mark(kind);
  const only = side === "left" ? "only in the first" : "only in the second";
  return (
    <button type="button" class="change" onClick={() => onLine(side, path, line)}>
      {short === undefined ? <span /> : <span class="kind" data-family={short.family} title={kind}>{short.short}</span>}
      <span class="what">
        {name} <span class="code muted">{pointer === "" ? "" : dotted(pointer)}</span>
      </span>
      {before === undefined && after === undefined ? (
        <span class="values muted">{only}</span>
      ) : (
        <span class="values code">
          {before === undefined ? null : <del>{before}</del>}
          {after === undefined ? null : <ins>{after}</ins>}
        </span>
      )}
    </button>
  );
}

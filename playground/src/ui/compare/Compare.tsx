import { batch, effect, signal, useComputed, untracked } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { ask } from "../../compiler";
import type { Side, SideName, Target } from "../../compiler/protocol";
import { decisive } from "../../output/decisions";
import { dotted, fieldAt } from "../../output/fields";
import { change, pairs, type Change, type Pair } from "../../output/match";
import { key } from "../../project/entries";
import { choices, files, other, target } from "../../project/store";
import { plural } from "../Decides";
import { peekAt } from "../editing";
import { ChainHead, Steps } from "../Chain";
import { TargetSelect } from "../TargetSelect";
import { Causes } from "./Causes";
import { Difference } from "./Difference";
import type { Field } from "fluo-wasm";

const sides = signal<Readonly<Record<SideName, Side>> | undefined>(undefined);
const failed = signal<string | undefined>(undefined);
/** The changed line that was chosen. */
const why = signal<{ readonly side: SideName; readonly path: string; readonly line: number; readonly field: Field | undefined } | undefined>(undefined);

/** Whether differences are gathered under what makes them. */
const caused = signal(false);

/** How long typing must rest before both sides are built again, in milliseconds. */
const REST = 300;

/** What differs between two environments, and why. */
export default function Compare() {
  useEffect(keepCompared, []);
  const found = useComputed<readonly Pair[]>(() => (sides.value === undefined ? [] : pairs(sides.value.left.files, sides.value.right.files)));
  const differing = useComputed(() => found.value.filter((pair) => change(pair) !== "same"));
  const second = other.value;
  if (choices.value.length < 2 || second === undefined) {
    return (
      <div class="empty">
        <p>There is nothing to compare: the program declares one environment only.</p>
        <p class="muted">Declare another one, in this entry file or in a file beside it.</p>
      </div>
    );
  }
  const of = (wanted: Change): Pair[] => found.value.filter((pair) => change(pair) === wanted);
  return (
    <div class="compare" data-testid="compare">
      <div class="pane-head targets">
        <TargetSelect label="From" testid="compare-left" value={second} onChange={(next) => (other.value = next)} />
        <span aria-hidden="true" class="muted">→</span>
        <TargetSelect label="To" testid="compare-right" value={target.value} onChange={(next) => (target.value = next)} />
      </div>
      <div class="pane-head">
        <Summary changed={of("changed").length} left={of("left").length} right={of("right").length} same={of("same").length} />
        <div class="switch" role="group" aria-label="Order of the differences">
          <button type="button" aria-pressed={!caused.value} onClick={() => (caused.value = false)}>By object</button>
          <button type="button" aria-pressed={caused.value} data-testid="compare-causes" onClick={() => (caused.value = true)}>By cause</button>
        </div>
      </div>
      <div class="differences" tabIndex={0} role="region" aria-label="Differences">
        {caused.value ? (
          <Causes pairs={differing.value} onLine={(side, path, line) => void explainLine(side, path, line)} />
        ) : (
          <>
            <Group title="Changed" pairs={of("changed")} />
            <Group title="Only in the first" pairs={of("left")} />
            <Group title="Only in the second" pairs={of("right")} />
          </>
        )}
      </div>
      <Why />
    </div>
  );
}

interface Counts {
  readonly changed: number;
  readonly left: number;
  readonly right: number;
  readonly same: number;
}

function Summary({ changed, left, right, same }: Counts) {
  const of = sides.value;
  const broken = of === undefined ? 0 : of.left.errors + of.right.errors;
  const text = (): string => {
    if (failed.value !== undefined) return failed.value;
    if (of === undefined) return "Comparing…";
    if (broken > 0) return `${plural(broken, "error")} on ${of.left.errors > 0 && of.right.errors > 0 ? "both sides" : of.left.errors > 0 ? "the first side" : "the second side"}: what can't be built can't be compared`;
    if (changed + left + right === 0) return `No difference in ${plural(same, "file")}`;
    return `${changed} changed, ${left} only in the first, ${right} only in the second, ${same} the same`;
  };
  return <p class="summary" role="status" data-testid="compare-summary">{text()}</p>;
}

function Group({ title, pairs: all }: { readonly title: string; readonly pairs: readonly Pair[] }) {
  if (all.length === 0) return null;
  return (
    <section aria-label={title}>
      <h3>{title} <span class="muted">{all.length}</span></h3>
      {all.map((pair) => (
        <Difference key={`${pair.left?.path}>${pair.right?.path}`} pair={pair} open={all.length <= 6 && title === "Changed"} onLine={(side, path, line) => void explainLine(side, path, line)} />
      ))}
    </section>
  );
}

/** The same panel as below the manifests, for a line of either side. */
function Why() {
  const of = why.value;
  return (
    <section class="chain" aria-label="What decided the line" aria-live="polite" data-empty={of === undefined} data-testid="compare-why">
      {of === undefined ? (
        <p class="hint">Choose a line to see what decided it on its side.</p>
      ) : (
        <>
          <ChainHead onClose={() => (why.value = undefined)}>
            <span class="code">{of.field === undefined ? `${of.path}:${of.line}` : dotted(of.field.pointer)}</span>
          </ChainHead>
          <div class="steps">{of.field === undefined ? <p class="hint">No field begins on this line.</p> : <Steps chain={of.field.chain} />}</div>
        </>
      )}
    </section>
  );
}

async function explainLine(side: SideName, path: string, line: number): Promise<void> {
  const fields = await ask("sideFields", side, path).catch(() => []);
  if (fields === undefined) return;
  const field = fieldAt(fields, line);
  why.value = { side, path, line, field };
  const place = field === undefined ? undefined : decisive(field);
  if (place !== undefined) peekAt(place);
}

/** While the pane is open, both sides follow the sources. */
function keepCompared(): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before = "";
  const stop = effect(() => {
    void files.value;
    const [left, right] = [other.value, target.value];
    if (left === undefined) return;
    const now = key(left) + key(right);
    clearTimeout(timer);
    timer = setTimeout(() => void untracked(() => compare(left, right)), now === before ? REST : 0);
    before = now;
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

async function compare(left: Target, right: Target): Promise<void> {
  try {
    const answer = await ask("compare", left, right);
    if (answer === undefined) return;
    batch(() => {
      failed.value = undefined;
      sides.value = answer;
      why.value = undefined;
    });
  } catch (error) {
    failed.value = error instanceof Error ? error.message : String(error);
  }
}

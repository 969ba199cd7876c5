import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Place, Step } from "fluo-wasm";
import type { Chosen } from "../output/decisions";
import { goodOf } from "../output/build";
import { dotted } from "../output/fields";
import { files } from "../project/store";
import { reveal } from "./editing";
import { Icon } from "./Icon";

/** What decided the chosen field: every layer that had a say, the deciding one first. */
export function Chain({ chosen, onClose }: { readonly chosen: Chosen | undefined; readonly onClose: () => void }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (list.current !== null) list.current.scrollTop = 0;
  }, [chosen?.path, chosen?.field.pointer]);
  return (
    <section class="chain" aria-label="What decided the field" aria-live="polite" data-empty={chosen === undefined} data-testid="chain">
      {chosen === undefined ? (
        <p class="hint">Choose a line to see what decided it.</p>
      ) : (
        <>
          <ChainHead onClose={onClose}>
            <span class="code">{dotted(chosen.field.pointer) || "the whole object"}</span>
          </ChainHead>
          <div class="steps" ref={list}>
            {chosen.gone === true ? <p class="hint">The program emits this field no more.</p> : <Steps chain={chosen.field.chain} />}
          </div>
        </>
      )}
    </section>
  );
}

/** What the panel speaks of, and the way to close it. */
export function ChainHead({ children, onClose }: { readonly children: ComponentChildren; readonly onClose: () => void }) {
  return (
    <header>
      <h3>{children}</h3>
      <button type="button" class="icon-button" aria-label="Close" onClick={onClose}><Icon name="close" /></button>
    </header>
  );
}

/** The layers of a chain, strongest first. */
export function Steps({ chain, verdict = true }: { readonly chain: readonly Step[]; readonly verdict?: boolean }) {
  if (chain.length === 0) return <p class="hint">fluo itself decides it: it is the same in every program of this form.</p>;
  return (
    <ol>
      {chain.toReversed().map((step, index) => (
        <li key={`${step.place.file}:${step.place.start}:${index}`} data-decides={verdict && index === 0}>
          <StepButton step={step} decides={verdict && index === 0} />
        </li>
      ))}
    </ol>
  );
}

/** Places in fluo's own sources can't be opened; their line is told. */
function StepButton({ step, decides }: { readonly step: Step; readonly decides: boolean }) {
  const { place, layer } = step;
  const own = place.file in files.value;
  return (
    <button type="button" class="step" data-testid="step" disabled={!own} onClick={() => reveal(place)}>
      <span class="layer">{layer}</span>
      {decides ? <span class="verdict">decides</span> : null}
      <span class="where code">{`${place.file}:${place.line}`}</span>
      {own ? <code class="text">{sourceText(place)}</code> : null}
    </button>
  );
}

/** The first line of a place, as it stands in its source; empty for fluo's own sources. */
export function sourceText(place: Place): string {
  // Places are those of the last build without errors; what is typed since has moved the text.
  const text = goodOf.value[place.file] ?? "";
  const from = text.lastIndexOf("\n", place.start - 1) + 1;
  const end = text.indexOf("\n", place.start);
  return text.slice(from, end < 0 ? text.length : end).trim();
}

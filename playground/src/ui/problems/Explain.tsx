import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { CodeTitle, Explanation } from "fluo-wasm";
import { ask } from "../../compiler";
import { Icon } from "../Icon";
import { closeExplained, explained } from "../view";
import { Markdown } from "./Markdown";

/** The page of a code: what it means, what would have happened, and a program that fails beside one that does not. */
export default function Explain() {
  const code = explained.value;
  const page = useSignal<Explanation | "unknown" | undefined>(undefined);
  const codes = useSignal<readonly CodeTitle[]>([]);
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => {
    void ask("codes").then((all) => (codes.value = all ?? []), () => undefined);
  }, []);
  useEffect(() => {
    if (code === undefined) return;
    void ask("explain", code).then((answer) => {
      if (explained.peek() !== code) return;
      page.value = answer ?? "unknown";
      top.current?.scrollTo({ top: 0 });
    }, () => (page.value = "unknown"));
  }, [code]);
  const go = (text: string): void => {
    const wanted = text.trim().split(" ")[0]?.toUpperCase() ?? "";
    if (/^[A-Z]\d{4}$/.test(wanted)) explained.value = wanted;
  };
  return (
    <div class="explain" data-testid="explain">
      <div class="pane-head">
        <label class="search">
          <span class="unseen">Another code</span>
          <input list="codes" placeholder="Another code, such as E0302" data-testid="explain-search" onChange={(event) => go(event.currentTarget.value)} />
        </label>
        <datalist id="codes">
          {codes.value.map(({ code: one, title }) => <option key={one} value={`${one} ${title}`} />)}
        </datalist>
        <button type="button" class="icon-button" aria-label="Close the explanation" onClick={closeExplained}><Icon name="close" /></button>
      </div>
      <div class="page-text" ref={top} tabIndex={0} role="region" aria-label={`Explanation of ${code ?? "a code"}`}>
        {page.value === undefined ? <p class="muted">Looking it up…</p> : null}
        {page.value === "unknown" ? <p>There is no code {code}.</p> : null}
        {typeof page.value === "object" ? <Markdown text={page.value.page} /> : null}
      </div>
    </div>
  );
}

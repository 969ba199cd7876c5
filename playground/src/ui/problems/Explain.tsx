import { useEffect, useRef } from "preact/hooks";
import type { Explanation } from "fluo-wasm";
import { pages } from "fluo-wasm/pages";
import { Icon } from "../Icon";
import { closeExplained, explained } from "../view";
import { Markdown } from "./Markdown";

/** The page of a code: what it means, what would have happened, and a program that fails beside one that does not. */
export default function Explain() {
  const code = explained.value;
  const page: Explanation | undefined = pages[code ?? ""];
  const top = useRef<HTMLDivElement>(null);
  useEffect(() => top.current?.scrollTo({ top: 0 }), [code]);
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
          {Object.values(pages).map(({ code: one, title }) => <option key={one} value={`${one} ${title}`} />)}
        </datalist>
        <button type="button" class="icon-button" aria-label="Close the explanation" onClick={closeExplained}><Icon name="close" /></button>
      </div>
      <div class="page-text" ref={top} tabIndex={0} role="region" aria-label={`Explanation of ${code ?? "a code"}`}>
        {page === undefined ? <p>There is no code {code}.</p> : <Markdown text={page.page} />}
      </div>
    </div>
  );
}

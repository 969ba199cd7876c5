import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { SideName } from "../../compiler/protocol";
import { mark } from "../../output/kinds";
import { hunks, type Hunk, type Line, type Pair } from "../../output/match";
import { base } from "../../project/paths";

interface Props {
  readonly pair: Pair;
  readonly open: boolean;
  readonly onLine: (side: SideName, path: string, line: number) => void;
}

/** One object, and its lines that differ. They are compared when they are first looked at. */
export function Difference({ pair, open, onLine }: Props) {
  const expanded = useSignal(open);
  const file = pair.right ?? pair.left;
  if (file === undefined) return null;
  const { object, path } = file;
  const kind = object === undefined ? undefined : mark(object.kind);
  return (
    <details open={expanded.value} onToggle={(event) => (expanded.value = event.currentTarget.open)} data-testid={`difference:${path}`}>
      <summary>
        {kind === undefined ? null : <span class="kind" data-family={kind.family} title={object?.kind}>{kind.short}</span>}
        <span class="name">{object?.name ?? base(path)}</span>
        <span class="folder">{path}</span>
      </summary>
      {expanded.value ? <Lines pair={pair} onLine={onLine} /> : null}
    </details>
  );
}

function Lines({ pair: { left, right }, onLine }: Omit<Props, "open">) {
  const found = useMemo(() => hunks(left?.text ?? "", right?.text ?? ""), [left?.text, right?.text]);
  const choose = (line: Line): void => {
    if (line.right !== undefined && right !== undefined) onLine("right", right.path, line.right);
    else if (line.left !== undefined && left !== undefined) onLine("left", left.path, line.left);
  };
  return (
    <div class="hunks" role="group" aria-label="Lines that differ; arrow keys go from line to line" onKeyDown={walk}>
      {found.map((hunk, index) => (
        <HunkLines key={index} hunk={hunk} first={index === 0} onLine={choose} />
      ))}
    </div>
  );
}

/** One press of Tab goes past all lines; arrows go along them. */
function walk(event: KeyboardEvent): void {
  const box = event.currentTarget;
  if (!(box instanceof HTMLElement)) return;
  const lines = Array.from(box.querySelectorAll<HTMLElement>(".diff-line"));
  const at = lines.findIndex((line) => line === document.activeElement);
  const next = { ArrowDown: lines[at + 1], ArrowUp: lines[at - 1], Home: lines[0], End: lines.at(-1) }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}

function HunkLines({ hunk: { lines, skipped }, first, onLine }: { readonly hunk: Hunk; readonly first: boolean; readonly onLine: (line: Line) => void }) {
  const changed = lines.find((line) => line.left === undefined || line.right === undefined);
  return (
    <>
      {skipped > 0 || !first ? <div class="skipped">{skipped} lines are the same</div> : null}
      {lines.map((line) => (
        <DiffLine key={`${line.left}:${line.right}`} line={line} reached={first && line === changed} onLine={onLine} />
      ))}
    </>
  );
}

interface DiffLineProps {
  readonly line: Line;
  /** Whether Tab comes here. */
  readonly reached: boolean;
  readonly onLine: (line: Line) => void;
}

function DiffLine({ line, reached, onLine }: DiffLineProps) {
  const { text, left, right } = line;
  const sign = left === undefined ? "+" : right === undefined ? "-" : " ";
  const says = { "+": "added", "-": "removed", " ": "same" }[sign];
  return (
    <button type="button" class="diff-line code" data-sign={sign} tabIndex={reached ? 0 : -1} onClick={() => onLine(line)}>
      <span class="number">{left}</span>
      <span class="number">{right}</span>
      <span class="sign" aria-hidden="true">{sign}</span>
      <span class="unseen">{says} </span>
      <span class="text">{text}</span>
    </button>
  );
}

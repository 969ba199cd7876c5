import { useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import type { SideName } from "../../compiler/protocol";
import { mark } from "../../output/kinds";
import { hunks, type Hunk, type Line, type Pair } from "../../output/match";

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
        <span class="name">{object?.name ?? path}</span>
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
    <div class="hunks">
      {found.map((hunk, index) => (
        <HunkLines key={index} hunk={hunk} first={index === 0} onLine={choose} />
      ))}
    </div>
  );
}

function HunkLines({ hunk: { lines, skipped }, first, onLine }: { readonly hunk: Hunk; readonly first: boolean; readonly onLine: (line: Line) => void }) {
  return (
    <>
      {skipped > 0 || !first ? <div class="skipped">{skipped} lines are the same</div> : null}
      {lines.map((line) => (
        <DiffLine key={`${line.left}:${line.right}`} line={line} onLine={onLine} />
      ))}
    </>
  );
}

function DiffLine({ line, onLine }: { readonly line: Line; readonly onLine: (line: Line) => void }) {
  const { text, left, right } = line;
  const sign = left === undefined ? "+" : right === undefined ? "-" : " ";
  const says = { "+": "added", "-": "removed", " ": "same" }[sign];
  return (
    <button type="button" class="diff-line code" data-sign={sign} onClick={() => onLine(line)}>
      <span class="number">{left}</span>
      <span class="number">{right}</span>
      <span class="sign" aria-hidden="true">{sign}</span>
      <span class="unseen">{says} </span>
      <span class="text">{text}</span>
    </button>
  );
}

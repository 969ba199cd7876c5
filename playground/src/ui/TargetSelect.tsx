import type { Target } from "../compiler/protocol";
import { key, title, titleAmong } from "../project/entries";
import { choices } from "../project/store";
import { Icon } from "./Icon";

interface Props {
  readonly label: string;
  readonly testid: string;
  readonly value: Target;
  readonly onChange: (target: Target) => void;
}

/** Chooses an environment, and its cluster, of an entry file. */
export function TargetSelect({ label, testid, value, onChange }: Props) {
  const all = choices.value;
  const known = all.some((one) => key(one) === key(value));
  const entries = Array.from(new Set(all.map((one) => one.entry)));
  const choose = (chosen: string): void => {
    const next = all.find((one) => key(one) === chosen);
    if (next !== undefined) onChange(next);
  };
  return (
    <label class="select">
      <span class="select-label">{label}</span>
      <select value={key(value)} data-testid={testid} onChange={(event) => choose(event.currentTarget.value)}>
        {known ? null : <option value={key(value)}>{title(value)}</option>}
        {entries.map((entry) => (
          <optgroup key={entry} label={entry}>
            {all.filter((one) => one.entry === entry).map((one) => (
              <option key={key(one)} value={key(one)}>{titleAmong(one, all)}</option>
            ))}
          </optgroup>
        ))}
      </select>
      <Icon name="down" />
    </label>
  );
}

import { EXAMPLES, example, type Example } from "../project/examples";
import { origin, target } from "../project/store";
import { compiling, errors } from "../output/build";
import { download, share, start } from "./acting";
import { format } from "./editing";
import { Icon, type IconName } from "./Icon";
import { Menu } from "./Menu";
import { TargetSelect } from "./TargetSelect";
import { theme, type Theme } from "./theme";
import { dialog } from "./view";

/** The name, what is shown, and what can be done with it. */
export function TopBar() {
  return (
    <header class="top">
      <h1 class="wordmark">fluo<span> playground</span></h1>
      <div class="pickers">
        <ExampleSelect />
        <TargetSelect label="Environment" testid="environment" value={target.value} onChange={(next) => (target.value = next)} />
      </div>
      <div class="actions">
        <Action icon="format" title="Format" hint="Format the open source" testid="format" run={format} />
        <Action icon="link" title="Share" hint="Copy a link that holds the whole program" testid="share" run={() => void share()} />
        <Action icon="download" title="Download" hint="Download the manifests as a zip" testid="download" disabled={errors.value > 0 || compiling.value} run={() => void download()} />
        <ThemeSelect />
        <button type="button" class="icon-button" aria-label="Help and keys" title="Help and keys" data-testid="help" onClick={openHelp}><Icon name="help" /></button>
      </div>
      <Menu />
    </header>
  );
}

function openHelp(): void {
  dialog.value = { kind: "help" };
}

interface ActionProps {
  readonly icon: IconName;
  readonly title: string;
  readonly hint: string;
  readonly testid: string;
  readonly disabled?: boolean;
  readonly run: () => void;
}

function Action({ icon, title, hint, testid, disabled, run }: ActionProps) {
  return (
    <button type="button" class="action" title={hint} data-testid={testid} aria-disabled={disabled} onClick={() => (disabled === true ? undefined : run())}>
      <Icon name={icon} />
      <span>{title}</span>
    </button>
  );
}

function ExampleSelect() {
  const groups = Array.from(new Set(EXAMPLES.map((one) => one.group)));
  const own = origin.value === undefined;
  const choose = (name: string): void => {
    const chosen = example(name);
    if (chosen !== undefined) void start(chosen);
  };
  return (
    <label class="select">
      <span class="select-label">Program</span>
      <select value={origin.value?.name ?? ""} data-testid="example" onChange={(event) => choose(event.currentTarget.value)}>
        {own ? <option value="">shared program</option> : null}
        {groups.map((group) => (
          <optgroup key={group} label={group}>
            {EXAMPLES.filter((one) => one.group === group).map((one: Example) => <option key={one.name} value={one.name}>{one.title}</option>)}
          </optgroup>
        ))}
      </select>
      <Icon name="down" />
    </label>
  );
}

const THEMES: readonly (readonly [Theme, string])[] = [["system", "System"], ["light", "Light"], ["dark", "Dark"]];

function ThemeSelect() {
  return (
    <label class="select theme" title="Colours">
      <Icon name="theme" />
      <span class="unseen">Colours</span>
      <select value={theme.value} data-testid="theme" onChange={(event) => (theme.value = event.currentTarget.value as Theme)}>
        {THEMES.map(([value, title]) => <option key={value} value={value}>{title}</option>)}
      </select>
    </label>
  );
}

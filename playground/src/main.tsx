import { effect } from "@preact/signals";
import { render } from "preact";
import { start as startBuilding } from "./output/build";
import { follow } from "./output/decisions";
import { drop, keep, recall } from "./project/draft";
import { example, FIRST } from "./project/examples";
import { decode, type Wish } from "./project/link";
import { files, loadExample, origin, shared, target, touched } from "./project/store";
import { arrive, putAside, restore } from "./ui/acting";
import { App } from "./ui/App";
import { notify } from "./ui/Notices";
import { learnVersion } from "./ui/version";

/** How long typing must rest before the draft is kept, in milliseconds. */
const REST = 800;

/** Shows what the address asks for; whatever is wrong with it, there is a program in the end. */
async function open(wish: Wish): Promise<void> {
  if (wish.kind === "shared") {
    arrive(wish.shared);
    return;
  }
  if (wish.kind === "broken") {
    notify({ text: `The link can't be opened: ${wish.reason}. Here is an example instead.`, kind: "trouble", stays: true });
  }
  const wanted = wish.kind === "example" ? example(wish.name) : undefined;
  if (wish.kind === "example" && wanted === undefined) {
    notify({ text: `There is no example ${wish.name}. Here is another one.`, kind: "trouble", stays: true });
  }
  const first = wanted ?? example(FIRST);
  if (first !== undefined) await loadExample(first);
}

/** What was left on an earlier visit is offered, not forced on who opened the page for something else. */
function offer(): void {
  const draft = recall();
  if (draft === undefined) return;
  const from = draft.example === undefined ? undefined : example(draft.example);
  const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" }).format(draft.at);
  notify({
    text: `You left ${from === undefined ? "a program" : `a changed ${from.title}`} here, ${day}`,
    stays: true,
    actions: [
      { title: "Continue with it", run: () => restore(draft.shared, from) },
      { title: "Forget it", run: drop },
    ],
  });
}

function nameThePage(): void {
  effect(() => {
    const of = origin.value?.title ?? "shared program";
    document.title = `${of} · fluo playground`;
  });
}

function keepDrafts(): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  effect(() => {
    void files.value;
    void target.value;
    clearTimeout(timer);
    if (!touched.value) return;
    const from = origin.value;
    timer = setTimeout(() => keep({ shared: shared(), at: Date.now(), ...(from === undefined ? {} : { example: from.name }) }), REST);
  });
}

const root = document.getElementById("app");
if (root !== null) {
  const opened = open(decode(location.hash));
  startBuilding();
  follow();
  const shown = opened.then(() => {
    root.replaceChildren();
    render(<App />, root);
    offer();
    keepDrafts();
    nameThePage();
    void learnVersion();
  });
  shown.catch(() => {
    const said = root.querySelector(".skeleton p");
    if (said !== null) said.textContent = "A part of the page could not be loaded. Is it still being served?";
  });
  addEventListener("hashchange", () => {
    const wish = decode(location.hash);
    if (wish.kind !== "nothing") void putAside(() => open(wish));
  });
  // Is needed at once; asking for it here saves the wait for the first drawing.
  void import("./editor");
}

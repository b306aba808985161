// Working without a signal: the keys of the session, the field book, forms whose words wait here until they can be sent, and the list of
// what waits. Without https there is none of it, and the page says so.
import { filterList } from "./filter.js";
import { fillNeed, needItems } from "./need.js";
import * as queue from "./queue.js";
import { element, text } from "./texts.js";
import { say } from "./validate.js";
import * as vault from "./vault.js";
import { visitItems } from "./visit.js";

const able = isSecureContext && "serviceWorker" in navigator && "indexedDB" in window && "locks" in navigator && crypto.subtle !== undefined;
const known = "zhulian-offline"; // in localStorage: this browser has kept something
const day = 24 * 3600 * 1000;
let ready = false; // keys are there: forms may keep their words

/** start is called once by every page. */
export async function start() {
  const session = document.body.dataset.offline;
  const shell = document.body.hasAttribute("data-shell");
  if (!able) {
    for (const note of document.querySelectorAll("[data-plain]")) note.hidden = false;
    return;
  }
  if (!session && !shell && !localStorage.getItem(known)) return;
  document.addEventListener("submit", onSubmit);
  if (session) await take(session);
  else if (!shell) await vault.forget(); // a page for nobody: the session is over
  ready = (await vault.keys()) !== null;
  if (ready && session) await refreshBook().catch(() => null); // no signal: the book that is there will do
  for (const part of document.querySelectorAll("[data-locked]")) part.hidden = ready;
  for (const part of document.querySelectorAll("[data-unlocked]")) part.hidden = !ready;
  await fillBook();
  await resume();
  await show();
  addEventListener("online", send);
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  setInterval(send, 60 * 1000);
  await send();
}

/** take makes the browser ready for the session: it needs the server only where the session is new here. */
async function take(session) {
  localStorage.setItem(known, "yes");
  navigator.serviceWorker.register("/sw.js").catch(() => null);
  await vault.take(session).catch(() => null);
}

/** refreshBook keeps a copy of the field book that is not old and knows the household that is looked at. */
async function refreshBook() {
  const keys = await vault.keys();
  const held = await vault.read("copy", "book");
  const seen = location.pathname.match(/^\/households\/([0-9a-f-]{36})$/)?.[1];
  const book = held && (await vault.unseal(keys.copy, "book", held.sealed).catch(() => null));
  if (book && held.made > Date.now() - day / 2 && (!seen || book.households.some((h) => h.id === seen))) return;
  const answer = await fetch("/offline-book", { headers: { Accept: "application/json" }, cache: "no-store" });
  if (answer.ok) await vault.write("copy", { id: "book", made: Date.now(), sealed: await vault.seal(keys.copy, "book", await answer.json()) });
}

/** fillBook offers the households and recent categories of the kept book in a form that has none of its own. */
async function fillBook() {
  const select = document.querySelector("select[data-book]");
  const keys = await vault.keys();
  const held = await vault.read("copy", "book");
  if (!select || !keys || !held) return;
  const book = await vault.unseal(keys.copy, "book", held.sealed);
  for (const h of book.households) select.append(element("option", { value: h.id }, `${h.name} · ${h.village} · ${h.no}`));
  filterList(select.closest(".field"));
  const recent = document.querySelector("[data-recent]");
  for (const code of book.recent ?? []) {
    const choice = document.querySelector(`[data-all] [name="category"][value="${CSS.escape(code)}"]`)?.closest("label");
    if (choice) recent.append(choice.cloneNode(true));
  }
  if (book.recent?.length) document.querySelector("[data-all]").open = false;
}

/** resume opens an item that the address names, to be mended. */
async function resume() {
  const id = new URLSearchParams(location.search).get("draft");
  const form = document.querySelector('form[data-queue="need"]');
  const item = id && form && (await queue.find(id));
  if (!item?.said) return;
  form.dataset.item = id;
  fillNeed(form, item.said.body);
  blame(form, item.said.answer);
}

const kinds = {
  need: needItems,
  visit: visitItems,
  confirm: (form) => [answered("confirm", form)],
  dispute: (form) => [answered("dispute", form)],
};

function answered(kind, form) {
  const said = new FormData(form);
  const path = new URL(form.action).pathname;
  const body = { note: said.get("note") ?? "" };
  if (said.get("satisfaction")) body.satisfaction = Number(said.get("satisfaction"));
  return { kind, path: "/api/v1" + path, body, label: form.dataset.label, page: path.slice(0, path.lastIndexOf("/")), lines: [body.note].filter(Boolean) };
}

function onSubmit(event) {
  const form = event.target;
  if (event.defaultPrevented) return;
  if (form.matches('[action="/logout"]') && !form.elements.keep) {
    event.preventDefault();
    leave(form);
  } else if (ready && form.dataset.queue) {
    event.preventDefault();
    if (!form.dataset.busy) keep(form);
  }
}

/** leave logs out. The keys and the copy go; what waits stays, sealed, for the same account's next session. The server's answer takes the
 * storage away from under this page: what its work says of that from here on is of no account. */
async function leave(form) {
  addEventListener("unhandledrejection", (event) => event.preventDefault());
  if ((await vault.all("queue")).length > 0) {
    await vault.forget();
    form.append(element("input", { type: "hidden", name: "keep", value: "drafts" }));
  } else {
    form.append(element("input", { type: "hidden", name: "keep", value: "" }));
    localStorage.removeItem(known);
  }
  form.requestSubmit();
}

/** keep puts what a form says into the queue, and sends it at once where there is a signal. */
async function keep(form) {
  form.dataset.busy = "yes";
  try {
    const old = form.dataset.item && (await queue.find(form.dataset.item));
    const [first, ...rest] = await kinds[form.dataset.queue](form, old?.said);
    let id = old?.id;
    if (old) await queue.mend(id, { ...first, id: undefined });
    else id = await queue.add(first);
    for (const item of rest) await queue.add({ ...item, after: id });
    const end = await queue.sync();
    const left = await queue.find(id);
    if (!left) {
      sessionStorage.setItem("done", first.kind);
      location.assign(first.page);
    } else if (left.state === "refused" && !old) {
      await queue.drop(id); // the form holds it still
      blame(form, left.said.answer);
    } else {
      location.assign(end === "login" ? "/login?next=" + encodeURIComponent("/waiting") : "/waiting");
    }
  } finally {
    delete form.dataset.busy;
  }
}

/** blame shows in a form what the server says is wrong with it. */
function blame(form, answer) {
  if (!answer) return;
  form.querySelector("[data-answer]")?.remove();
  const note = element("div", { class: "note bad", role: "alert", tabindex: "-1", "data-answer": true }, element("p", {}, answer.detail ?? text("refused")));
  form.prepend(note);
  for (const { field, message } of answer.errors) {
    const input = form.elements[field];
    const one = input instanceof RadioNodeList ? input[0] : input;
    if (!one || one.type === "hidden") note.append(element("p", {}, message));
    else say(one, message);
    one?.closest?.("details")?.setAttribute("open", "");
  }
  note.focus();
}

let sending = false;
let again; // the timer of the next try
let pause = 2000; // how long to wait for it: a call that was lost on the way, or a server that asked for patience

async function send() {
  if (sending) return;
  sending = true;
  try {
    const before = (await vault.all("queue")).length;
    const end = before > 0 ? await queue.sync() : "done";
    const after = (await vault.all("queue")).length;
    if (after < before) sessionStorage.setItem("sent", String(before - after));
    const unsent = end === "later" || end === "offline";
    clearTimeout(again);
    if (unsent) again = setTimeout(send, pause);
    pause = unsent ? Math.min(2 * pause, 60 * 1000) : 2000;
    await show(end);
  } finally {
    sending = false;
  }
}

/** show tells above every page what waits, and on the page of the list all of it. */
async function show(end) {
  const bar = document.getElementById("waiting");
  const list = await queue.items();
  const mine = list.filter((item) => item.said);
  const refused = mine.filter((item) => item.state === "refused");
  bar.hidden = list.length === 0;
  if (list.length > 0) {
    const says = mine.length === 0 ? text("others", { n: list.length }) : text("count", { n: mine.length });
    const way = end === "login" ? element("a", { href: "/login?next=/waiting" }, text("login")) : element("a", { href: "/waiting" }, text("look"));
    const conflicts = refused.length > 0 ? element("p", {}, element("b", {}, text("conflicts", { n: refused.length }))) : null;
    bar.replaceChildren(element("div", {}, element("p", {}, says, " ", way), conflicts ?? ""));
  }
  tellDone(bar);
  const place = document.querySelector("[data-queue-list]");
  if (place) place.replaceChildren(...(mine.length > 0 ? [element("ul", { class: "rows" }, ...mine.map(line))] : [element("div", { class: "empty" }, text("nothing"))]));
}

function tellDone(bar) {
  const done = sessionStorage.getItem("done");
  const sent = sessionStorage.getItem("sent");
  const note = (key, args) => bar.before(element("p", { class: "note good", role: "status", "data-sent": true }, text(key, args)));
  if (done) note("done." + done);
  else if (sent) note("sent", { n: sent });
  sessionStorage.removeItem("done");
  sessionStorage.removeItem("sent");
}

function line(item) {
  const { answer, label, lines, page } = item.said;
  const refused = item.state === "refused";
  const edit = item.kind === "need" ? "/needs/new?draft=" + item.id : refused && item.kind !== "visit" && page;
  const says = refused
    ? element("div", { class: "note bad" }, element("div", {}, element("p", {}, text("says"), " ", answer.detail ?? text("refused")), ...answer.errors.map((e) => element("p", {}, e.message))))
    : null;
  return element("li", { class: "row block", "data-item": item.id, "data-state": item.state },
    element("p", {}, element("b", {}, text("kind." + item.kind)), " ", label ?? "", " ", element("span", { class: "badge " + (refused ? "bad" : "wait") }, text(refused ? "state.refused" : "state.waiting"))),
    ...lines.map((said) => element("p", {}, said)),
    element("p", { class: "soft small" }, new Date(item.made).toLocaleString(document.documentElement.lang)),
    says,
    element("div", { class: "actions" },
      edit ? element("a", { class: "button quiet", href: edit }, text(item.kind !== "need" ? "look" : refused ? "mend" : "edit")) : null,
      element("button", { type: "button", class: "danger", click: () => discard(item) }, text("discard"))));
}

async function discard(item) {
  if (!confirm(text("discard.sure"))) return;
  await queue.drop(item.id);
  await show();
}

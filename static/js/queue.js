// What was written down and is not sent yet. Every item has an id that sorts by time, a key under which the server lets it take effect
// once, and is one call of the API, of whatever kind: the queue knows only "after this" and "what the server said".
import { uuid7 } from "./uuid.js";
import * as vault from "./vault.js";

const place = (id) => "queue/" + id;

/** add keeps an item: {kind, path, body} or {kind, path, file: {data, type, name}, fields}, a label, lines to show, and what it comes after. */
export async function add(item) {
  const keys = await vault.keys();
  if (!keys) throw new Error("no keys");
  const { file, after, kind, id = uuid7(), ...said } = item;
  const row = { id, kind, after, account: keys.account, state: "waiting", made: Date.now(), said: await vault.seal(keys.drafts, place(id), { ...said, key: uuid7() }) };
  if (file) row.file = { type: file.type, name: file.name, sealed: await vault.seal(keys.drafts, place(id), file.data) };
  await vault.write("queue", row);
  return id;
}

/** items are all that wait here, the oldest first; an item of another account, or without a session, has no "said". */
export async function items() {
  const keys = await vault.keys();
  const rows = await vault.all("queue");
  return Promise.all(rows.sort((a, b) => (a.id < b.id ? -1 : 1)).map(async (row) => {
    if (row.account !== keys?.account) return { ...row, said: null };
    return { ...row, said: await vault.unseal(keys.drafts, place(row.id), row.said) };
  }));
}

/** find is one item, or undefined. */
export const find = async (id) => (await items()).find((item) => item.id === id);

/** drop throws an item away, and what was to come after it. */
export async function drop(id) {
  for (const row of await vault.all("queue")) {
    if (row.id === id || row.after === id) await vault.remove("queue", row.id);
  }
}

/** mend changes what an item says, so that it is sent as another request under its old id. */
export async function mend(id, said) {
  const keys = await vault.keys();
  const row = await vault.read("queue", id);
  if (!keys || !row) return;
  await vault.write("queue", { ...row, state: "waiting", said: await vault.seal(keys.drafts, place(id), { ...said, key: uuid7() }) });
}

async function refuse(item, answer) {
  const keys = await vault.keys();
  const row = await vault.read("queue", item.id);
  if (!keys || !row) return;
  await vault.write("queue", { ...row, state: "refused", said: await vault.seal(keys.drafts, place(item.id), { ...item.said, answer }) });
}

/** sync sends what waits, in order. It answers how it ended: "done", "offline", "later" or "login". One page at a time does it. */
export function sync() {
  return navigator.locks.request("zhulian-queue", run);
}

async function run() {
  const waiting = (await items()).filter((item) => item.said && item.state === "waiting");
  if (waiting.length === 0) return "done";
  let session = await token();
  if (typeof session === "string") return session;
  const keys = await vault.keys();
  if (session.account !== keys?.account) return "login";
  for (const item of waiting) {
    if (item.after && (await vault.read("queue", item.after))) continue; // what it belongs to is not there yet
    let end = await send(item, session.token);
    if (end === "stale") {
      session = await token();
      if (typeof session === "string") return session;
      end = await send(item, session.token);
    }
    if (end !== "done") return end === "stale" ? "login" : end;
  }
  return "done";
}

async function token() {
  try {
    const answer = await fetch("/session/token", { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) return "later";
    const said = await answer.json();
    return said.session ? said : "login";
  } catch {
    return "offline";
  }
}

async function send(item, formToken) {
  let answer, body;
  try {
    answer = await post(item, formToken);
    body = await answer.json().catch(() => ({}));
  } catch {
    return "offline";
  }
  if (answer.ok || (body.code === "already_exists" && (await arrived(item)))) {
    await vault.remove("queue", item.id);
    return "done";
  }
  if (answer.status === 401) return "login";
  if (answer.status === 403 && body.code === "form_foreign") return "stale";
  if (answer.status === 429 || answer.status >= 500 || body.code === "idempotency_in_progress") return "later";
  await refuse(item, { status: answer.status, code: body.code, detail: body.detail, errors: body.errors ?? [] });
  return "done"; // others may go on; this one waits for a person
}

async function post(item, formToken) {
  const headers = { Accept: "application/json", "X-Form-Token": formToken, "Idempotency-Key": item.said.key };
  if (!item.file) {
    headers["Content-Type"] = "application/json";
    return fetch(item.said.path, { method: "POST", headers, body: JSON.stringify(item.said.body) });
  }
  const keys = await vault.keys();
  const form = new FormData();
  for (const [name, value] of Object.entries(item.said.fields ?? {})) form.set(name, value);
  form.set("file", new Blob([await vault.unsealed(keys.drafts, place(item.id), item.file.sealed)], { type: item.file.type }), item.file.name);
  return fetch(item.said.path, { method: "POST", headers, body: form });
}

/** arrived tells whether the server has an item already: it was sent long ago, and only the answer was lost. */
async function arrived(item) {
  const id = item.said.body?.id;
  if (!id) return item.file !== undefined; // a picture has its own id, which nobody else could have chosen
  const answer = await fetch(`${item.said.path}/${id}`, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  return answer?.ok ?? false;
}

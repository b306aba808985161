// What the browser keeps: keys that cannot be taken out of it, a sealed copy of the field book, and sealed items that wait to be sent.
// docs/adr/0014 says why there are two keys and when each ends.

const stores = ["keys", "copy", "queue"];
let opened;

function database() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open("zhulian", 1);
    asked.onupgradeneeded = () => stores.forEach((name) => asked.result.createObjectStore(name, { keyPath: "id" }));
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

async function within(store, mode, act) {
  const db = await database();
  return new Promise((resolve, reject) => {
    const work = db.transaction(store, mode);
    const asked = act(work.objectStore(store));
    work.oncomplete = () => resolve(asked?.result);
    work.onabort = work.onerror = () => reject(work.error);
  });
}

export const read = (store, id) => within(store, "readonly", (s) => s.get(id));
export const all = (store) => within(store, "readonly", (s) => s.getAll());
export const write = (store, row) => within(store, "readwrite", (s) => s.put(row));
export const remove = (store, id) => within(store, "readwrite", (s) => s.delete(id));
const clear = (store) => within(store, "readwrite", (s) => s.clear());

/** forget throws the keys and the copy away: the session is over. What waits stays, sealed, until its writer has logged in again. */
export async function forget() {
  await clear("keys");
  await clear("copy");
}

/** keys are the keys of the session, or null where there is none any more. */
export async function keys() {
  const held = await read("keys", "session");
  if (held && held.until > Date.now()) return held;
  if (held) await forget();
  return null;
}

const bytes = (base64) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
const sealing = (raw) => crypto.subtle.importKey("raw", bytes(raw), "AES-GCM", false, ["encrypt", "decrypt"]);
const hour = 3600 * 1000;

/** take makes sure that the keys are those of a session, by its mark; each time that the server is reached they last anew. */
export async function take(session) {
  const held = await keys();
  if (held?.session === session) {
    await write("keys", { ...held, until: Date.now() + held.hours * hour });
    return keys();
  }
  await forget();
  const answer = await fetch("/session/key", { headers: { Accept: "application/json" }, cache: "no-store" });
  const given = answer.ok ? await answer.json() : {};
  if (!given.session) return null;
  await write("keys", {
    id: "session", session: given.session, account: given.account, hours: given.hours, until: Date.now() + given.hours * hour,
    copy: await sealing(given.copy), drafts: await sealing(given.drafts),
  });
  return keys();
}

/** seal encrypts a value for its place; values are what structured JSON and one file can hold. */
export async function seal(key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = value instanceof ArrayBuffer ? value : new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: new TextEncoder().encode(place) }, key, plain) };
}

/** unsealed is the plain bytes of what seal made for the place. */
export function unsealed(key, place, sealed) {
  return crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv, additionalData: new TextEncoder().encode(place) }, key, sealed.data);
}

/** unseal is the value of what seal made for the place. */
export async function unseal(key, place, sealed) {
  return JSON.parse(new TextDecoder().decode(await unsealed(key, place, sealed)));
}

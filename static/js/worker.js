// The service worker. The server puts before it: version, and files, which are the static files and a shell for each language. It keeps
// those and nothing else: pages and answers of the API may say something of people, and are never kept in the clear.

const name = "zhulian-" + version;
const spoken = "/offline/spoken"; // not an address: a note of the language that pages were last read in
const patience = 8000; // milliseconds; a weak signal is no signal

self.addEventListener("install", (event) => {
  const fresh = files.map((file) => new Request(file, { cache: file.startsWith("/offline/") ? "reload" : "default" }));
  event.waitUntil(caches.open(name).then((kept) => kept.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(caches.keys()
    .then((names) => Promise.all(names.filter((n) => n !== name).map((n) => caches.delete(n))))
    .then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (files.includes(pathname) && !pathname.startsWith("/offline/")) event.respondWith(caches.match(request).then((kept) => kept ?? fetch(request)));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

async function page(event) {
  const kept = await caches.open(name);
  const came = fetch(event.request);
  const late = new Promise((resolve) => setTimeout(resolve, patience));
  try {
    const answer = await Promise.race([came, late]);
    if (answer) {
      const lang = answer.headers.get("Content-Language");
      if (lang) event.waitUntil(kept.put(spoken, new Response(lang)));
      return answer;
    }
  } catch {
    // no signal: the shell
  }
  came.catch(() => null);
  const lang = await (await kept.match(spoken))?.text();
  return (await kept.match("/offline/" + (lang ?? "zh-CN"))) ?? (await kept.match("/offline/zh-CN")) ?? came;
}

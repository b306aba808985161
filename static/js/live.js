// The bell shows how many notices are unread as they come. A page that nobody looks at asks for nothing.

/** live keeps the count on the bell true while the page is looked at. */
export function live(root) {
  const count = root.querySelector("[data-unread] .count");
  if (!count || !("EventSource" in globalThis)) return;
  let source;
  const show = (event) => {
    const { unread } = JSON.parse(event.data);
    count.textContent = unread >= 100 ? "99+" : String(unread);
    count.hidden = unread === 0;
  };
  const follow = () => {
    source?.close();
    source = undefined;
    if (root.visibilityState === "hidden") return;
    source = new EventSource("/api/v1/events");
    source.addEventListener("unread", show);
  };
  root.addEventListener("visibilitychange", follow);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && follow());
  follow();
}

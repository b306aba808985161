// An offer's form says, while somebody writes, how many open needs the offer would fit.

const quiet = 600; // milliseconds without a change before asking
const said = ["category", "mode", "unit", "capacity_kind", "period", "quantity", "regions", "valid_from", "valid_to", "goods_expiry", "delivery_mode", "lead_time_hours"];

/** tellReach renews the words in [data-reach] whenever its form changes. */
export function tellReach(root) {
  const box = root.querySelector("[data-reach]");
  const form = box?.closest("form");
  if (!form) return;
  const text = box.querySelector("[data-reach-text]");
  const fixes = box.querySelector("[data-reach-fixes]");
  let timer, asking;
  const ask = async () => {
    const given = new FormData(form);
    const query = new URLSearchParams([...given].filter(([name, value]) => said.includes(name) && value !== ""));
    if (!query.get("category")) return;
    asking?.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.reach}?${query}`, { headers: { Accept: "application/json" }, signal: asking.signal });
      if (!answer.ok) return; // what stands there stays
      const reach = await answer.json();
      text.textContent = reach.text;
      fixes.replaceChildren(...reach.fixes.map((fix) => Object.assign(document.createElement("li"), { textContent: fix })));
      fixes.hidden = reach.fixes.length === 0;
    } catch {
      // Without a network the form works as before.
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, quiet);
  });
}

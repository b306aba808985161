// A unified social credit code is checked as it is typed (GB 32100-2015). A failing check character is said, and accepted: codes of the
// pilot years break the rule, and a second person will look.

const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
const weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28];
const orgWeights = [3, 7, 9, 10, 5, 8, 4, 2];

/** normal is a code as it is kept: half width, upper case, without spaces around it. */
export function normal(text) {
  return text.normalize("NFKC").trim().toUpperCase();
}

/** judge tells what a code is: "" while nothing stands there, else short, char, legacy or ok. */
export function judge(text) {
  const code = normal(text);
  if (code === "") return "";
  if ([...code].some((c) => !alphabet.includes(c))) return "char";
  if (code.length !== 18) return "short";
  const sum = weights.reduce((n, w, i) => n + w * alphabet.indexOf(code[i]), 0);
  const value = (c) => (c <= "9" ? Number(c) : c.charCodeAt(0) - 55);
  const org = 11 - (orgWeights.reduce((n, w, i) => n + w * value(code[8 + i]), 0) % 11);
  const orgCheck = org === 10 ? "X" : org === 11 ? "0" : String(org);
  return alphabet[(31 - (sum % 31)) % 31] === code[17] && orgCheck === code[16] ? "ok" : "legacy";
}

/** checkCode says beside [data-uscc] what stands in its field. */
export function checkCode(root) {
  for (const box of root.querySelectorAll("[data-uscc]")) {
    const field = box.querySelector("input");
    const says = box.querySelector("[data-uscc-says]");
    field.addEventListener("input", () => {
      const what = judge(field.value);
      says.textContent = { ok: box.dataset.usccOk, legacy: box.dataset.usccLegacy, char: box.dataset.usccChar, short: box.dataset.usccShort }[what] ?? "";
    });
  }
}

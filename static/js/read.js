// A list that its household opens can be read out by the device itself.

/** readAloud shows the buttons that read a text out, where the device has a voice. */
export function readAloud(root) {
  if (!("speechSynthesis" in window)) return;
  for (const button of root.querySelectorAll("[data-read]")) {
    const text = root.getElementById(button.dataset.read);
    if (!text) continue;
    const begin = button.textContent;
    const still = () => { button.textContent = begin; };
    button.hidden = false;
    button.addEventListener("click", () => {
      if (speechSynthesis.speaking) {
        speechSynthesis.cancel();
        still();
        return;
      }
      const lines = text.textContent.split("\n").filter(Boolean);
      lines.forEach((line, i) => {
        const said = new SpeechSynthesisUtterance(line);
        said.lang = button.dataset.readLang;
        said.rate = 0.85;
        if (i === lines.length - 1) said.onend = still;
        speechSynthesis.speak(said);
      });
      button.textContent = button.dataset.stop;
    });
  }
}

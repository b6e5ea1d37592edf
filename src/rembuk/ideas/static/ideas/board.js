// The board by keyboard. Everything here presses what is already on the page.
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const keys = board.querySelector(".board__keys");
  if (keys) keys.hidden = false;
  const voices = [...board.querySelectorAll('input[name="suara"]')];
  const clusters = [...board.querySelectorAll("[data-cluster]")];
  const go = (by) => {
    const here = clusters.findIndex((link) => link.hasAttribute("aria-current"));
    const next = clusters[here + by];
    if (next) next.click();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input:not([type=checkbox]),textarea,select")) return;
    const key = event.key.toLowerCase();
    if (key === "j") go(1);
    else if (key === "k") go(-1);
    else if (key === "x") {
      const here = voices.indexOf(document.activeElement);
      if (here < 0) { if (voices[0]) voices[0].focus(); return; }
      voices[here].checked = !voices[here].checked;
      (voices[here + 1] || voices[here]).focus();
    } else {
      const button = board.querySelector(`[data-key="${CSS.escape(key)}"]`);
      if (!button) return;
      button.click();
    }
    event.preventDefault();
  });
})();

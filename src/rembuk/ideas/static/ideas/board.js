// The desk by keyboard. Everything here presses what is already on the page, and nothing while somebody types.
(() => {
  const board = document.querySelector("[data-board], [data-decide], [data-desk]");
  if (!board) return;
  const keys = board.querySelector("[data-keys]");
  if (keys) keys.hidden = false;
  const ticks = [...board.querySelectorAll('input[type=checkbox][name="suara"], input[type=checkbox][name="rumpun"]')].filter((one) => !one.disabled);
  const reasons = board.querySelector("[data-reasons]");
  const form = board.querySelector("[data-decision]");
  const first = form && form.querySelector(".field--wrong input, .field--wrong textarea, [aria-invalid]")
    || form && form.querySelector("[autofocus], input[type=radio]:checked, input[type=radio], input[type=text], input[type=number]");
  if (first) first.focus();
  const typing = (place) => place.matches("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const shown = (thing) => thing && thing.getClientRects().length > 0;
  const tick = () => {
    const here = ticks.indexOf(document.activeElement);
    if (here < 0) { if (ticks[0]) ticks[0].focus(); return; }
    ticks[here].click();
    (ticks[here + 1] || ticks[here]).focus();
  };
  const choose = (number) => {
    const choices = form ? [...form.querySelectorAll("input[type=radio]")] : [];
    if (!choices[number - 1]) return false;
    choices[number - 1].checked = true;
    form.requestSubmit();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.isComposing) return;
    const key = event.key.toLowerCase();
    if (typing(event.target) && key !== "escape") return;
    if (key === "x" && ticks.length) tick();
    else if (/^[1-9]$/.test(key) && choose(Number(key))) ;
    else if (key === "escape" && reasons && reasons.open) reasons.open = false;
    else {
      const button = [...board.querySelectorAll(`[data-key="${CSS.escape(key)}"]`)].find(shown);
      if (!button) return;
      button.click();
    }
    event.preventDefault();
  });
})();

// One line in any page puts the voice box of a space there, in a frame of its own that keeps nothing:
// <script src="https://…/sematan.js" data-kode="…" async></script>
(() => {
  "use strict";
  const line = document.currentScript;
  const frame = document.createElement("iframe");
  frame.src = new URL(`/sematan/${encodeURIComponent(line.dataset.kode)}/`, line.src).href;
  frame.title = line.dataset.judul || "Sampaikan suara";
  frame.loading = "lazy";
  frame.referrerPolicy = "no-referrer";
  frame.style.cssText = "width:100%;max-width:40rem;height:40rem;border:0";
  line.after(frame);
})();

// Records a voice note in the page, and keeps recording and photo when the form comes back with a question
// or the connection breaks. Without this script both are ordinary file fields.
(() => {
  "use strict";
  const LONGEST = 600;
  const TYPES = { "audio/webm;codecs=opus": "webm", "audio/mp4": "m4a", "audio/ogg;codecs=opus": "ogg" };
  const type = Object.keys(TYPES).find((one) => window.MediaRecorder && MediaRecorder.isTypeSupported(one));
  let recorder = null;

  function put(input, file) {
    const held = new DataTransfer();
    held.items.add(file);
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function made(name, fields) {
    return Object.assign(document.createElement(name), fields);
  }

  function dress(box) {
    const input = box.querySelector("input[type=file]");
    const words = box.dataset;
    const button = made("button", { type: "button", className: "button button--wide", textContent: words.start });
    const told = made("p", { className: "small" });
    const player = made("audio", { controls: true, hidden: true });
    told.setAttribute("role", "status");
    player.setAttribute("aria-label", words.player);
    box.prepend(button, told, player);
    input.addEventListener("change", () => {
      const file = input.files[0];
      player.hidden = !file;
      if (file) player.src = URL.createObjectURL(file);
      button.textContent = file ? words.again : words.start;
    });
    button.addEventListener("click", async () => {
      if (recorder) {
        recorder.stop();
        return;
      }
      let stream;
      try {
        stream = await navigator.mediaDevices.getUserMedia({ audio: true });
      } catch {
        told.textContent = words.denied;
        return;
      }
      const pieces = [];
      const began = Date.now();
      recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: 32000 });
      recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
      const clock = setInterval(() => {
        const seconds = Math.floor((Date.now() - began) / 1000);
        told.textContent = `${words.running} ${Math.floor(seconds / 60)}.${String(seconds % 60).padStart(2, "0")}`;
        if (seconds >= LONGEST - 1) recorder?.stop();
      }, 500);
      recorder.addEventListener("stop", () => {
        clearInterval(clock);
        for (const track of stream.getTracks()) track.stop();
        recorder = null;
        told.textContent = "";
        put(input, new File(pieces, `catatan.${TYPES[type]}`, { type }));
      });
      recorder.start();
      button.textContent = words.stop;
    });
  }

  function watch(form) {
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (recorder) {
        recorder.addEventListener("stop", () => form.requestSubmit());
        recorder.stop();
        return;
      }
      const button = form.querySelector("button:not([type=button])");
      button.disabled = true;
      let answer;
      let text;
      try {
        answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
        text = answer.redirected ? "" : await answer.text();
      } catch {
        button.disabled = false;
        let line = form.querySelector("[data-unsent-line]");
        if (!line) {
          line = made("p", { className: "field__error", textContent: form.dataset.unsent });
          line.setAttribute("role", "alert");
          line.dataset.unsentLine = "";
          button.before(line);
        }
        return;
      }
      if (answer.redirected) {
        location.assign(answer.url);
        return;
      }
      const files = [...form.querySelectorAll("input[type=file]")].map((one) => [one.name, one.files[0]]);
      const main = new DOMParser().parseFromString(text, "text/html").querySelector("main");
      document.querySelector("main").replaceWith(main);
      begin();
      for (const [name, file] of files) {
        const input = document.querySelector(`input[type=file][name="${name}"]`);
        if (file && input) put(input, file);
      }
      window.htmx?.process(main);
      document.querySelector("#periksa")?.focus();
    });
  }

  function begin() {
    const box = document.querySelector("[data-record]");
    if (box && type && navigator.mediaDevices) dress(box);
    const form = document.querySelector("form[data-keep]");
    if (form) watch(form);
  }
  begin();
})();

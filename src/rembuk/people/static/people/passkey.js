// A passkey button works once its scripts are here, and says so when the device gave no key.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-passkey]").forEach((button) => { button.disabled = false; });
});
document.addEventListener("allauth.error", () => {
  const said = document.getElementById("kunci-gagal");
  if (!said) return;
  said.hidden = true;
  requestAnimationFrame(() => { said.hidden = false; });
});

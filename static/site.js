"use strict";

// Forms with data-autosave keep what was typed: after a second of quiet their fields go to that address.
for (const form of document.querySelectorAll("form[data-autosave]")) {
  const saved = document.createElement("p");
  saved.className = "saved";
  saved.setAttribute("role", "status");
  form.append(saved);
  let waiting;
  const save = async () => {
    try {
      const answer = await fetch(form.dataset.autosave, { method: "POST", body: new FormData(form) });
      if (!answer.ok || answer.redirected) throw new Error(answer.status);
      const [amiss] = answer.status === 204 ? [] : Object.values((await answer.json()).not_saved);
      const time = new Date().toLocaleTimeString("en-US", { hour: "numeric", minute: "2-digit" }).toLowerCase();
      saved.textContent = amiss ? "Not all of it is saved yet. " + amiss : "Saved " + time;
    } catch {
      saved.textContent = "Not saved yet. Your words are still here; use the button below when you are done.";
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 1000);
  });
  form.addEventListener("submit", () => clearTimeout(waiting));
  if ("unsaved" in form.dataset) save(); // the page shows what was typed, but has not kept it
}

// A time zone that nobody has chosen yet is the browser's own.
for (const select of document.querySelectorAll("select[data-time-zone]")) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (!select.value && [...select.options].some((option) => option.value === zone)) select.value = zone;
}

// A page that waits for work in the background looks again while somebody sees it.
const waiting = document.querySelector("main[data-refresh]");
if (waiting) {
  setInterval(() => document.visibilityState === "visible" && location.reload(), waiting.dataset.refresh * 1000);
}

// The account menu closes on Escape and when a click or the focus goes elsewhere.
for (const menu of document.querySelectorAll("details[data-menu]")) {
  document.addEventListener("click", (event) => menu.contains(event.target) || menu.removeAttribute("open"));
  menu.addEventListener("focusout", ({ relatedTarget: next }) => next && !menu.contains(next) && menu.removeAttribute("open"));
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    }
  });
}

// The phones' own behaviour: fill in a hint, send with Enter, press buttons, stay at the newest message.
"use strict";

const soon = [100, 200, 350, 500]; // milliseconds after which an answer may be there already
const near = 120; // pixels from the end within which a thread follows new messages

function toEnd(thread) {
  thread.scrollTop = thread.scrollHeight;
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".thread").forEach((thread) => {
    toEnd(thread);
    thread.following = true;
    thread.addEventListener("scroll", () => {
      thread.following = thread.scrollHeight - thread.scrollTop - thread.clientHeight < near;
    });
    const follow = () => thread.following && toEnd(thread);
    new MutationObserver(follow).observe(thread, { childList: true, subtree: true });
    new ResizeObserver(follow).observe(thread);
  });
  const watched = new IntersectionObserver((seen) => seen.forEach(({ target, isIntersecting }) => {
    document.querySelector(`.tabs a[href="#${target.id}"]`).setAttribute("aria-current", String(isIntersecting));
  }), { threshold: 0.6 });
  document.querySelectorAll(".phone").forEach((phone) => watched.observe(phone));
  document.querySelectorAll("select[form=who]").forEach((select) => {
    select.addEventListener("change", () => select.form.requestSubmit());
  });
});

document.addEventListener("click", (event) => {
  const phone = event.target.closest(".phone");
  const hint = event.target.closest(".hint");
  const press = event.target.closest(".press");
  if (hint) {
    const box = phone.querySelector("textarea");
    box.value = hint.textContent;
    box.focus();
  }
  if (press) {
    const form = phone.querySelector(".write");
    const values = { sender: form.elements.sender.value, button: press.value, label: press.textContent };
    htmx.ajax("POST", form.action, { values, source: press, swap: "none" });
  }
  const tab = event.target.closest(".tabs a");
  if (tab) {
    event.preventDefault();
    document.querySelector(tab.hash).scrollIntoView({ inline: "center", block: "nearest", behavior: "smooth" });
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches(".write textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".attach input") && event.target.files.length) event.target.form.requestSubmit();
});

document.addEventListener("htmx:after:request", (event) => {
  const { ctx } = event.detail;
  const form = ctx.sourceElement;
  const sent = ctx.response?.status < 300;
  if (sent && form.matches?.(".write, .press")) {
    soon.forEach((wait) => setTimeout(() => htmx.trigger(document.body, "look"), wait));
  }
  if (!form.matches?.(".write")) return;
  form.parentElement.querySelector(".send-trouble").hidden = sent;
  if (sent) {
    form.reset();
    form.parentElement.querySelector(".thread").following = true;
  }
});

// A page that nobody looks at asks for nothing.
document.addEventListener("htmx:before:request", (event) => {
  if (document.hidden && event.detail.ctx.sourceElement.id === "news") event.preventDefault();
});
